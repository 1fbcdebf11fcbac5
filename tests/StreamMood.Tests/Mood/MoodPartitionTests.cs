using StreamMood.Contracts.Events;
using StreamMood.Mood;
using static StreamMood.Tests.Mood.EmotionEvents;

namespace StreamMood.Tests.Mood;

public class MoodPartitionTests
{
    private readonly MoodOptions _options = new();

    [Fact]
    public void Add_NewerThanEndPlusGrace_ClosesTheWindow()
    {
        var partition = new MoodPartition(_options);

        Assert.Empty(Run(partition, Camera("a", 0, 2.5, Emotion.Happiness), flush: false));
        var made = Assert.Single(Run(partition, [Event("a", 2.5, 25, Face(Emotion.Happiness))], flush: false));

        Assert.Equal(Start, made.WindowStart);
        Assert.Equal(Start.AddSeconds(2), made.WindowEnd);
        Assert.Equal(20, made.Why.Frames);
        Assert.Equal(20, made.Why.Faces);
        Assert.Equal("match", made.Why.Strategy);
        Assert.Equal("detector@1", made.Why.Models!.Detector);
    }

    [Theory]
    [InlineData(Emotion.Happiness, SongCategory.Happy)]
    [InlineData(Emotion.Surprise, SongCategory.Happy)]
    [InlineData(Emotion.Anger, SongCategory.Energetic)]
    [InlineData(Emotion.Disgust, SongCategory.Energetic)]
    [InlineData(Emotion.Fear, SongCategory.Energetic)]
    [InlineData(Emotion.Sadness, SongCategory.Sad)]
    [InlineData(Emotion.Neutral, SongCategory.Calm)]
    [InlineData(Emotion.Contempt, SongCategory.Undecided)]
    public void Add_OneExpression_RecommendsItsQuadrant(Emotion emotion, SongCategory expected)
    {
        var made = Run([Event("a", 0, 0, Face(emotion))]).Single();

        Assert.Equal(expected, made.Category);
        Assert.Equal(Circumplex.Valence(emotion), made.Target.Valence, 1e-3);
        Assert.Equal(Circumplex.Arousal(emotion), made.Target.Arousal, 1e-3);
    }

    [Fact]
    public void Add_MoodChangesAtAWindow_FollowsByThatWindow()
    {
        var made = Run([.. Camera("a", 0, 10, Emotion.Happiness), .. Camera("a", 10, 14, Emotion.Sadness, 100)]);

        Assert.Equal(
            [SongCategory.Happy, SongCategory.Happy, SongCategory.Happy, SongCategory.Happy, SongCategory.Happy, SongCategory.Sad, SongCategory.Sad],
            made.Select(m => m.Category));
        Assert.All(made.Take(5), m => Assert.Equal(Start, m.Since));
        Assert.All(made.Skip(5), m => Assert.Equal(Start.AddSeconds(10), m.Since));
        Assert.True(made[5].Why.Confidence < made[6].Why.Confidence);
    }

    [Fact]
    public void Add_ScoresSpreadEvenly_IsUndecidedAndKeepsTheBestMass()
    {
        // Happy 2/7, energetic 3/7, calm 1/7, sad 1/7 once contempt is left out.
        EmotionScores even = default;
        even.Span.Fill(1f / Emotions.Count);

        var made = Run([Event("a", 0, 0, Face(even))], _options with { Decision = new() { UndecidedBelow = 0.5f } }).Single();

        Assert.Equal(SongCategory.Undecided, made.Category);
        Assert.Equal(3f / 7, made.Why.Confidence, 1e-3);
    }

    [Fact]
    public void Add_FramesWithoutFaces_IsNobodyAndBreaksTheRun()
    {
        var made = Run([.. Camera("a", 0, 2, Emotion.Happiness), Event("a", 2.5, 30), Event("a", 3, 31), .. Camera("a", 4, 6, Emotion.Happiness, 40)]);

        Assert.Equal([SongCategory.Happy, SongCategory.Nobody, SongCategory.Happy], made.Select(m => m.Category));
        Assert.Null(made[1].Why.Emotions);
        Assert.Equal(default, made[1].Target);
        Assert.Equal(2, made[1].Why.Frames);
        Assert.Equal(Start.AddSeconds(4), made[2].Since);
    }

    [Fact]
    public void Add_WindowWithoutEvents_RecommendsNothingAndBreaksTheRun()
    {
        var made = Run([.. Camera("a", 0, 2, Emotion.Happiness), .. Camera("a", 6, 8, Emotion.Happiness, 60)]);

        Assert.Equal([Start.AddSeconds(2), Start.AddSeconds(8)], made.Select(m => m.WindowEnd));
        Assert.Equal(Start.AddSeconds(6), made[1].Since);
    }

    [Fact]
    public void Add_FacesNobodyCanTrust_IsUndecided()
    {
        var made = Run([Event("a", 0, 0, Face(Emotion.Happiness, quality: 0))]).Single();

        Assert.Equal(SongCategory.Undecided, made.Category);
        Assert.Equal(1, made.Why.Faces);
        Assert.Null(made.Why.Emotions);
    }

    [Fact]
    public void Add_SureFaceBesideUnsureOne_FollowsTheSureOne()
    {
        var made = Run([Event("a", 0, 0, Face(Emotion.Happiness, 1f, 0.9f), Face(Emotion.Anger, 0.6f, 0.3f))]).Single();

        Assert.Equal(SongCategory.Happy, made.Category);
        Assert.Equal(2, made.Why.Faces);
    }

    [Fact]
    public void Add_AfterItsWindowClosed_IsLateAndToldOnce()
    {
        var partition = new MoodPartition(_options);

        var made = Run(partition, [
            .. Camera("a", 0, 3, Emotion.Happiness),
            Event("a", 1, 500, Face(Emotion.Anger)),
            .. Camera("a", 3, 6, Emotion.Happiness, 30)]);

        Assert.Equal([0, 1, 0], made.Select(m => m.Why.Late));
        Assert.Equal(20, made[0].Why.Frames);
        Assert.Equal(1, partition.Totals.Late);
    }

    [Fact]
    public void Add_FrameTwice_CountsOnce()
    {
        var partition = new MoodPartition(_options);
        var events = Camera("a", 0, 4, Emotion.Happiness).ToList();

        var made = Run(partition, [.. events, .. events]);

        Assert.Equal([20, 20], made.Select(m => m.Why.Frames));
        Assert.Equal(40, partition.Totals.Duplicates);
        Assert.Equal(0, partition.Totals.Late);
    }

    [Fact]
    public void Add_CameraFallsSilent_ClosesByTheOthersAfterTheIdleTimeout()
    {
        var partition = new MoodPartition(_options);

        // Last heard at 0.9; window, grace and idle timeout make 4.5.
        var before = Run(partition, [.. Camera("a", 0, 1, Emotion.Happiness), .. Camera("b", 0, 5.4, Emotion.Sadness)], flush: false);
        var after = Run(partition, Camera("b", 5.4, 5.6, Emotion.Sadness, 54), flush: false);

        Assert.DoesNotContain(before, m => m.Camera == "a");
        Assert.Equal(10, Assert.Single(after, m => m.Camera == "a").Why.Frames);
    }

    [Theory]
    [InlineData(-3600)]
    [InlineData(3600)]
    public void Add_ClockAnHourOff_DrivesNobodyElseAndIsServed(int offBy)
    {
        var partition = new MoodPartition(_options);
        var right = Camera("right", 0, 60, Emotion.Happiness);
        var stray = Camera("stray", offBy, offBy + 60, Emotion.Sadness);

        var made = Run(partition, right.Zip(stray, (r, s) => new[] { r, s }).SelectMany(pair => pair), flush: false);

        Assert.Equal(29, made.Count(m => m.Camera == "right" && m.Category == SongCategory.Happy && m.Why.Frames == 20));
        Assert.True(made.Count(m => m.Camera == "stray" && m.Category == SongCategory.Sad && m.Why.Frames == 20) >= 22);
        Assert.Equal(0, partition.Totals.Late);
        Assert.Equal(600, offBy > 0 ? partition.Totals.ClockAhead : partition.Totals.ClockBehind);
    }

    [Fact]
    public void Add_ClockGoesBackAnHour_BeginsAnewOnceForgotten()
    {
        var partition = new MoodPartition(_options with { ClockTolerance = TimeSpan.FromSeconds(5) });
        var others = Camera("b", 0, 120, Emotion.Sadness);
        var jumping = Camera("a", 0, 20, Emotion.Happiness).Concat(Camera("a", -3580, -3480, Emotion.Happiness, 200));

        var made = Run(partition, others.Zip(jumping, (r, s) => new[] { r, s }).SelectMany(pair => pair), flush: false);

        Assert.Contains(made, m => m.Camera == "a" && m.WindowEnd < Start && m.Why.Frames == 20);
        Assert.True(partition.Totals.Forgotten > 0);
    }

    [Theory]
    [InlineData(61.5)]
    [InlineData(3 * 86400.0)]
    public void Add_OneEventFarAhead_CountsAsASlipAndChangesNothing(double ahead)
    {
        var right = Camera("a", 0, 20, Emotion.Happiness).ToList();
        var expected = Published(Run(right));
        right.Insert(101, Event("a", 10 + ahead, 5000, Face(Emotion.Sadness)));
        var partition = new MoodPartition(new MoodOptions());

        Assert.Equal(expected, Published(Run(partition, right)));
        Assert.Equal((200L, 1L, 0L, 1L), (partition.Totals.Counted, partition.Totals.Slips, partition.Totals.Late, partition.Totals.ClockAhead));
    }

    [Fact]
    public void Add_ClockJumpsAheadForGood_IsFollowedFromTheThirdEventAndNothingIsLost()
    {
        var partition = new MoodPartition(new MoodOptions());

        var made = Run(partition, [.. Camera("a", 0, 10, Emotion.Happiness), .. Camera("a", 7200, 7200.3, Emotion.Sadness, 100)], flush: false);
        Assert.Equal(Start.AddSeconds(10), made[^1].WindowEnd);
        made.AddRange(Run(partition, Camera("a", 7200.3, 7210, Emotion.Sadness, 103)));

        Assert.Equal(200, made.Sum(m => m.Why.Frames));
        Assert.Equal((200L, 0L, 0L), (partition.Totals.Counted, partition.Totals.Slips, partition.Totals.Late));
    }

    [Fact]
    public void Add_SlipOfACameraOfAZone_LeavesTheOthersOnTime()
    {
        var partition = new MoodPartition(new MoodOptions(), zones: true);
        var (sample, offset) = (new EmotionSample(), 0L);
        List<EmotionEvent> events = [.. Camera("a", 0, 20, Emotion.Happiness).Zip(Camera("b", 0, 20, Emotion.Happiness), (a, b) => new[] { a, b }).SelectMany(pair => pair)];
        events.Insert(201, Event("b", 86400, 5000, Face(Emotion.Sadness)));
        List<RecommendationEvent> made = [];
        foreach (var value in events)
        {
            sample.Set(value);
            partition.Add(sample, "hall", offset++, made, ["a", "b"]);
        }

        partition.Flush(made);
        Assert.Equal((400L, 1L, 0L), (partition.Totals.Counted, partition.Totals.Slips, partition.Totals.Late));
        Assert.Equal(400, made.Sum(m => m.Why.Frames));
    }

    [Fact]
    public void Add_WholePartitionPausesForHours_CarriesOn()
    {
        var partition = new MoodPartition(_options);

        var made = Run(partition, [
            .. Camera("a", 0, 10, Emotion.Happiness),
            .. Camera("a", 7200, 7210, Emotion.Sadness, 100),
            .. Camera("b", 7210, 7230, Emotion.Sadness)], flush: false);

        Assert.Equal(10, made.Count(m => m.Camera == "a"));
        Assert.Equal(SongCategory.Sad, made.First(m => m.WindowStart >= Start.AddHours(2)).Category);
    }

    [Fact]
    public void Add_SilentForLong_ForgetsTheCamera()
    {
        var partition = new MoodPartition(_options);

        Run(partition, [.. Camera("a", 0, 1, Emotion.Happiness), .. Camera("b", 0, 100, Emotion.Happiness)], flush: false);

        Assert.Equal(1, partition.Cameras);
        Assert.Equal(1, partition.Totals.Forgotten);
    }

    [Fact]
    public void Flush_OpenWindows_RecommendsThem()
    {
        var made = Run(Camera("a", 0, 5, Emotion.Happiness));

        Assert.Equal([20, 20, 10], made.Select(m => m.Why.Frames));
    }

    [Theory]
    [InlineData("camera")]
    [InlineData("frame-id")]
    [InlineData("time")]
    [InlineData("scores")]
    [InlineData("faces")]
    public void Add_UnusableEvent_IsInvalidAndTouchesNothing(string problem)
    {
        var sound = Event("a", 0, 0, Face(Emotion.Happiness));
        EmotionScores halves = default;
        halves[Emotion.Fear] = 0.5f;
        var bad = problem switch
        {
            "camera" => sound with { Camera = "a b" },
            "frame-id" => sound with { Frame = "b/1/0" },
            "time" => sound with { CapturedAt = DateTimeOffset.UnixEpoch.AddYears(-1) },
            "scores" => sound with { Faces = [Face(halves)] },
            _ => sound with { Faces = [Face(Emotion.Fear) with { Quality = -1 }] },
        };
        var partition = new MoodPartition(_options);

        Assert.Equal(AddOutcome.Invalid, partition.Add(bad, 0, []));
        Assert.Equal(problem, StreamMood.Mood.Windows.EmotionEventCheck.Problem(bad));
        Assert.Equal(0, partition.Cameras);
    }
}
