using StreamMood.Contracts.Events;
using StreamMood.Mood;
using static StreamMood.Tests.Mood.EmotionEvents;

namespace StreamMood.Tests.Mood;

public class WindowKindTests
{
    private static readonly MoodOptions Hopping = new() { Windows = WindowKind.Hopping, Window = TimeSpan.FromSeconds(4), Hop = TimeSpan.FromSeconds(1) };
    private static readonly MoodOptions Session = new() { Windows = WindowKind.Session, Gap = TimeSpan.FromSeconds(2) };

    [Fact]
    public void Hopping_SixSeconds_CountsEachEventInFourWindows()
    {
        var made = Run(Camera("a", 0, 6, Emotion.Happiness), Hopping);

        Assert.Equal([10, 20, 30, 40, 40, 40, 30, 20, 10], made.Select(m => m.Why.Frames));
        Assert.Equal(Enumerable.Range(1, 9), made.Select(m => (int)(m.WindowEnd - Start).TotalSeconds));
        Assert.All(made, m => Assert.Equal(TimeSpan.FromSeconds(4), m.WindowEnd - m.WindowStart));
        Assert.All(made, m => Assert.Equal(SongCategory.Happy, m.Category));
    }

    [Fact]
    public void Hopping_NothingForAWhile_LeavesOutWindowsWithoutEvents()
    {
        var made = Run([.. Camera("a", 0, 1, Emotion.Happiness), .. Camera("a", 8, 9, Emotion.Sadness, 80)], Hopping);

        Assert.Equal([1, 2, 3, 4, 9, 10, 11, 12], made.Select(m => (int)(m.WindowEnd - Start).TotalSeconds));
        Assert.All(made, m => Assert.Equal(10, m.Why.Frames));
    }

    [Fact]
    public void Session_TwoVisits_RecommendsOnceForEach()
    {
        var made = Run([.. Camera("a", 0, 3, Emotion.Happiness), .. Camera("a", 6, 11, Emotion.Sadness, 60)], Session);

        Assert.Equal([(0.0, 4.9), (6.0, 12.9)], made.Select(m => ((m.WindowStart - Start).TotalSeconds, (m.WindowEnd - Start).TotalSeconds)));
        Assert.Equal([SongCategory.Happy, SongCategory.Sad], made.Select(m => m.Category));
        Assert.Equal([30, 50], made.Select(m => m.Why.Frames));
    }

    [Fact]
    public void Session_EventBetweenTwo_JoinsThem()
    {
        var options = Session with { Grace = TimeSpan.FromSeconds(5) };

        var made = Run([.. Camera("a", 0, 1, Emotion.Happiness), .. Camera("a", 3.5, 4, Emotion.Happiness, 35), Event("a", 2.2, 22, Face(Emotion.Happiness))], options);

        Assert.Equal(16, Assert.Single(made).Why.Frames);
    }

    [Fact]
    public void Tracks_TwoFaces_RecommendsForEachBesideTheCamera()
    {
        var events = Enumerable.Range(0, 20).Select(i => Event(
            "a", i * 0.1, i, Face(Emotion.Happiness) with { Track = 7 }, Face(Emotion.Sadness) with { Track = 9 }));

        var made = Run(events, new MoodOptions { Tracks = true });

        Assert.Equal([(null, 40), (7, 20), (9, 20)], made.Select(m => (m.Track, m.Why.Faces)));
        Assert.Equal([SongCategory.Happy, SongCategory.Sad], made.Skip(1).Select(m => m.Category));
        Assert.Equal(3, made.Select(RecommendationEvent.Id).Distinct().Count());
    }

    [Fact]
    public void Zone_OneCameraBehind_WaitsForItUpToTheSilence()
    {
        var partition = new MoodPartition(new MoodOptions(), zones: true);
        List<RecommendationEvent> made = [];
        var offset = 0L;
        void Add(IEnumerable<EmotionEvent> events)
        {
            foreach (var value in events)
            {
                var sample = new EmotionSample();
                sample.Set(value);
                partition.Add(sample, "lobby", offset++, made, ["a", "b"]);
            }
        }

        Add(Camera("a", 0, 4, Emotion.Happiness));
        Assert.Empty(made);
        Add(Camera("b", 0, 4, Emotion.Happiness));
        Assert.Equal(40, Assert.Single(made).Why.Frames);

        // b falls silent; after window, grace and idle timeout a goes on alone.
        Add(Camera("a", 4, 12, Emotion.Happiness, 40));
        Assert.Equal([40, 40, 20, 20, 20], made.Select(m => m.Why.Frames));
        Assert.All(made, m => Assert.Equal("lobby", m.Zone));
        Assert.Equal(0, partition.Totals.Late);
    }
}
