using FsCheck.Xunit;
using StreamMood.Contracts.Events;
using StreamMood.Mood;
using static StreamMood.Tests.Mood.EmotionEvents;

namespace StreamMood.Tests.Mood;

public class ReplayProperties
{
    private static readonly MoodOptions[] Settings =
    [
        new(),
        new() { Grace = TimeSpan.FromMilliseconds(200), Filter = new() { HalfLife = TimeSpan.FromSeconds(6) } },
        new() { Window = TimeSpan.FromSeconds(1), Grace = TimeSpan.FromSeconds(2), IdleTimeout = TimeSpan.FromMilliseconds(500) },
    ];

    [Property(MaxTest = 60)]
    public void Add_EventsInAnyOrderWithinGraceAndTwice_RecommendsTheSameBytes(int seed)
    {
        var random = new Random(seed);
        var options = Settings[random.Next(Settings.Length)];
        var events = Traffic.Make(random, 1 + random.Next(5), 90);

        var inOrder = Published(Run(events, options));
        var shuffled = Published(Run(Traffic.Shuffle(random, events, options.Grace), options));

        Assert.NotEmpty(inOrder);
        Assert.Equal(inOrder, shuffled);
    }

    [Property(MaxTest = 60)]
    public void Add_EventsOfOtherCamerasLeftOut_RecommendsTheSameForTheRest(int seed)
    {
        var random = new Random(seed);
        var events = Traffic.Make(random, 4, 60);

        var all = Published(Run(events).Where(r => r.Camera == "cam-0"));
        var alone = Published(Run(events.Where(e => e.Camera == "cam-0")));

        Assert.Equal(all, alone);
    }

    [Property(MaxTest = 60)]
    public void NeededFrom_KilledAnywhereAndResumed_MissesNothingAndRepeatsTheSame(int seed)
    {
        var random = new Random(seed);
        var options = Settings[random.Next(Settings.Length)] with { ClockTolerance = TimeSpan.FromSeconds(5) };
        // Up to three times the grace, so that some events are late: which ones must come out the same as well.
        var log = Traffic.Shuffle(random, Traffic.Make(random, 1 + random.Next(4), 300), options.Grace * random.Next(1, 4));
        var undisturbed = Published(Run(log, options));

        Dictionary<string, RecommendationEvent> acknowledged = [];
        var stored = 0L;
        for (var life = 0; life < 5; life++)
        {
            var dies = life == 4 ? log.Count : (int)Math.Min(log.Count, stored + random.Next(log.Count));
            stored = Live(options, log, stored, dies, random, undisturbed, acknowledged);
        }

        Assert.Equal(undisturbed.Keys.Order(StringComparer.Ordinal), acknowledged.Keys.Order(StringComparer.Ordinal));
    }

    /// <summary>One life of a recommender: begins at what the one before stored, loses what was not acknowledged, and says what it stored.</summary>
    private static long Live(
        MoodOptions options, List<EmotionEvent> log, long from, int dies, Random random,
        SortedDictionary<string, string> undisturbed, Dictionary<string, RecommendationEvent> acknowledged)
    {
        var partition = new MoodPartition(options, from);
        partition.Recall(acknowledged.Values);
        Queue<Recommended> waiting = new();
        List<Recommended> made = [];
        var stored = from;
        for (var offset = from; offset < dies; offset++)
        {
            partition.Add(log[(int)offset], offset, made);
            made.ForEach(waiting.Enqueue);
            made.Clear();
            while (waiting.Count > 0 && random.Next(4) == 0)
                Acknowledge(waiting.Dequeue().Event);
            if (random.Next(50) == 0)
                stored = waiting.Select(w => w.NeededFrom).Append(partition.NeededFrom).Min();
        }

        if (dies == log.Count)
        {
            partition.Flush(made);
            foreach (var last in waiting.Concat(made))
                Acknowledge(last.Event);
        }

        Assert.True(stored >= from);
        return stored;

        void Acknowledge(RecommendationEvent value)
        {
            Assert.Equal(undisturbed[Id(value)], Published([value]).Single().Value);
            acknowledged[Id(value)] = value;
        }
    }
}
