using StreamMood.Contracts.Events;
using StreamMood.Contracts.Json;
using StreamMood.Mood;
using StreamMood.Mood.Decisions;
using static StreamMood.Tests.Mood.EmotionEvents;

namespace StreamMood.Tests.Mood;

public class ControlTests
{
    [Fact]
    public void Effective_StatedInThePast_IsAMarginAfterTheDecision()
    {
        var decision = Decision(ControlKind.Pause, 10) with { From = Start };

        Assert.Equal(Start.AddSeconds(15), decision.Effective);
        Assert.Equal(Start.AddSeconds(60), (decision with { From = Start.AddSeconds(60) }).Effective);
    }

    [Fact]
    public void Add_Pinned_RecommendsThePinForItsWindowsOnly()
    {
        var made = Run(Decision(ControlKind.Pin, -1) with { Category = SongCategory.Calm, Until = Start.AddSeconds(8) });

        // From four seconds on, a margin after it was decided, until eight.
        Assert.Equal(
            [SongCategory.Happy, SongCategory.Happy, SongCategory.Calm, SongCategory.Calm, SongCategory.Happy, SongCategory.Happy],
            made.Select(m => m.Category));
        Assert.Equal(["pinned", "pinned"], made.Where(m => m.Category == SongCategory.Calm).Select(m => m.Why.Decision));
        Assert.Equal(MoodState.Happy, made[2].State);
    }

    [Fact]
    public void Add_PausedAndResumed_SaysNothingInBetween()
    {
        var made = Run(Decision(ControlKind.Pause, -1), Decision(ControlKind.Resume, 3));

        Assert.Equal([0, 2, 8, 10], made.Select(m => (m.WindowStart - Start).TotalSeconds));
    }

    [Fact]
    public void Add_StrategyAndGoal_LeadThere()
    {
        var made = Run(Decision(ControlKind.Strategy, -1) with { Strategy = "lift", Goal = new TargetMood(0.5f, -0.5f) });

        Assert.Equal("match", made[1].Why.Strategy);
        Assert.Equal("lift", made[2].Why.Strategy);
        Assert.Equal(SongCategory.Calm, made[2].Category);
        Assert.Equal(new TargetMood(0.5f, -0.5f), made[2].Target);
    }

    [Fact]
    public void Add_ConsentRevoked_UsesNothingAfterwardsAndDropsWhatWasOpen()
    {
        var partition = new MoodPartition(new MoodOptions()) { Controls = new One(Decision(ControlKind.Revoke, 3.2)) };

        var made = EmotionEvents.Run(partition, Camera("a", 0, 12, Emotion.Happiness));

        // In force from 3.7 s on; the window from 2 to 4 s was open.
        Assert.Equal([0], made.Select(m => (m.WindowStart - Start).TotalSeconds));
        Assert.Equal(83, partition.Totals.Revoked);
        Assert.Equal(0, partition.Cameras);
    }

    [Fact]
    public void Add_ConsentRevokedAndTheCameraFallsSilent_DropsWhatWasOpen()
    {
        var partition = new MoodPartition(new MoodOptions()) { Controls = new One(Decision(ControlKind.Revoke, 3.2)) };
        var others = Camera("b", 0, 20, Emotion.Sadness);

        var made = EmotionEvents.Run(partition, Camera("a", 0, 3.5, Emotion.Happiness).Concat(others).OrderBy(e => e.CapturedAt), flush: false);

        Assert.Equal([0], made.Where(m => m.Camera == "a").Select(m => (m.WindowStart - Start).TotalSeconds));
        Assert.Equal(1, partition.Totals.Dropped);
    }

    [Fact]
    public void Add_SilentLongBeforeConsentIsRevoked_RecommendsAsEver()
    {
        var partition = new MoodPartition(new MoodOptions()) { Controls = new One(Decision(ControlKind.Revoke, 600)) };
        var others = Camera("b", 0, 20, Emotion.Sadness);

        var made = EmotionEvents.Run(partition, Camera("a", 0, 3.5, Emotion.Happiness).Concat(others).OrderBy(e => e.CapturedAt), flush: false);

        Assert.Equal([0, 2], made.Where(m => m.Camera == "a").Select(m => (m.WindowStart - Start).TotalSeconds));
    }

    [Fact]
    public void Add_ConsentRevokedAndGranted_BeginsAnew()
    {
        var partition = new MoodPartition(new MoodOptions()) { Controls = new One(Decision(ControlKind.Revoke, 3.2), Decision(ControlKind.Grant, 3.3)) };

        var made = EmotionEvents.Run(partition, Camera("a", 0, 16, Emotion.Happiness));

        // Granted from 8.3 s on.
        Assert.Equal([0, 8, 10, 12, 14], made.Select(m => (m.WindowStart - Start).TotalSeconds));
        Assert.Equal(Start.AddSeconds(8), made[1].Since);
        Assert.True(made[1].Why.Frames < 20);
    }

    [Fact]
    public void Add_RevokedBeforeAGrantHolds_StaysRevoked()
    {
        var partition = new MoodPartition(new MoodOptions()) { Controls = new One(Decision(ControlKind.Grant, -1), Decision(ControlKind.Revoke, 0)) };

        Assert.Empty(EmotionEvents.Run(partition, Camera("a", 0.5, 12, Emotion.Happiness)));
    }

    [Fact]
    public void Add_ConsentOfAZonesCameraRevoked_DropsTheZonesOpenWindowsOnly()
    {
        var partition = new MoodPartition(new MoodOptions(), zones: true) { Controls = new One(Decision(ControlKind.Revoke, 3.2)) };
        List<RecommendationEvent> made = [];
        var (sample, offset) = (new EmotionSample(), 0L);
        foreach (var value in Camera("a", 0, 12, Emotion.Happiness).Concat(Camera("b", 0, 12, Emotion.Happiness)).OrderBy(e => e.CapturedAt))
        {
            sample.Set(value);
            partition.Add(sample, "lobby", offset++, made, ["a", "b"]);
        }

        Assert.Equal([0, 4, 6, 8], made.Select(m => (m.WindowStart - Start).TotalSeconds));
        Assert.Equal(20, made[1].Why.Faces);
    }

    [Fact]
    public void Forget_Camera_LeavesATombstoneInTheState()
    {
        var partition = new MoodPartition(new MoodOptions());
        EmotionEvents.Run(partition, Camera("a", 0, 3, Emotion.Happiness), flush: false);
        var store = new StateStore();
        store.Save(partition, 30);

        Assert.False(partition.Forget("a", Start.AddMinutes(1).UtcTicks));
        Assert.True(partition.Forget("a", Start.AddSeconds(3).UtcTicks));
        Assert.False(partition.Forget("a", Start.AddSeconds(3).UtcTicks));
        store.Save(partition, 30);

        Assert.Equal(0, store.Restore(new MoodPartition(new MoodOptions())).Cameras);
    }

    [Fact]
    public void ControlRecord_ReadBack_IsTheSame()
    {
        var record = new ControlRecord
        {
            Camera = "a", Decisions = [Decision(ControlKind.Pin, 0) with { Category = SongCategory.Sad, Until = Start.AddHours(1), By = "op" }, Decision(ControlKind.Strategy, 1) with { Goal = new TargetMood(0.1f, 0.2f) }],
        };

        var read = EventJson.ReadControl(EventJson.Write(record));

        Assert.Equal(record.Decisions, read.Decisions);
        Assert.Equal("a", read.Camera);
    }

    private static List<RecommendationEvent> Run(params ControlDecision[] decisions) =>
        EmotionEvents.Run(new MoodPartition(new MoodOptions()) { Controls = new One(decisions) }, Camera("a", 0, 12, Emotion.Happiness));

    private static ControlDecision Decision(ControlKind kind, double decidedAt) => new()
    {
        Kind = kind, DecidedAt = Start.AddSeconds(decidedAt), From = Start.AddSeconds(decidedAt),
    };

    private sealed class One(params ControlDecision[] decisions) : IControls
    {
        private readonly ControlTimeline _timeline = new(new ControlRecord { Camera = "a", Decisions = decisions });

        public ControlTimeline? Of(string name, bool zone) => zone || name != "a" ? null : _timeline;
    }
}
