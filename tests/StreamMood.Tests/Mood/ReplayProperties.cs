using FsCheck.Xunit;
using StreamMood.Contracts.Events;
using StreamMood.Mood;
using StreamMood.Mood.Decisions;
using StreamMood.Mood.Smoothing;
using static StreamMood.Tests.Mood.EmotionEvents;

namespace StreamMood.Tests.Mood;

public class ReplayProperties
{
    private static readonly DecisionSettings Iso = new()
    {
        Strategy = StrategyKind.Iso, StepEvery = TimeSpan.FromSeconds(5), Lead = 0.2f, Confirm = TimeSpan.FromSeconds(4), Hold = TimeSpan.FromSeconds(9),
        ForgetAfter = TimeSpan.FromSeconds(30),
    };

    private static readonly MoodOptions[] Settings =
    [
        new(),
        new() { Grace = TimeSpan.FromMilliseconds(200), Filter = new() { HalfLife = TimeSpan.FromSeconds(6) } },
        new() { Window = TimeSpan.FromSeconds(1), Grace = TimeSpan.FromSeconds(2), IdleTimeout = TimeSpan.FromMilliseconds(500) },
        new() { Windows = WindowKind.Hopping, Window = TimeSpan.FromSeconds(5), Hop = TimeSpan.FromSeconds(1) },
        new() { Windows = WindowKind.Hopping, Window = TimeSpan.FromSeconds(4), Hop = TimeSpan.FromSeconds(2), Grace = TimeSpan.FromSeconds(1), Tracks = true },
        // The product's default, and a decision that remembers for long.
        new() { Window = TimeSpan.FromSeconds(1), Filter = new() { Kind = FilterKind.Hmm, Evidence = 16 }, Decision = MoodSettingsTests.Knee },
        new() { Filter = new() { Kind = FilterKind.Kalman }, Decision = Iso },
        new() { Windows = WindowKind.Session, Gap = TimeSpan.FromSeconds(2), Grace = TimeSpan.FromSeconds(1) },
        new() { Windows = WindowKind.Session, Gap = TimeSpan.FromMilliseconds(400), Tracks = true },
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
    public void Add_SlipsOfClocksAmongTheEvents_RecommendsTheSameBytesInAnyOrder(int seed)
    {
        var random = new Random(seed);
        var options = Settings[random.Next(Settings.Length)];
        var events = Traffic.Make(random, 1 + random.Next(5), 90);
        var arrived = Traffic.Shuffle(random, events, options.Grace);
        var left = events.GroupBy(e => e.Camera).ToDictionary(g => g.Key, g => g.Count());

        // One or two at a time: between them comes a frame that is not there yet, and that says where the clock is.
        HashSet<string> seen = [];
        List<EmotionEvent> slipped = [];
        foreach (var value in arrived)
        {
            slipped.Add(value);
            if (!seen.Add(value.Frame) || --left[value.Camera] == 0 || random.Next(15) > 0)
                continue;
            for (var more = random.Next(1, 3); more > 0; more--)
                slipped.Add(Event(value.Camera, 200 + random.NextDouble() * 1e6, 1_000_000 + slipped.Count, Face(Emotion.Anger)));
        }

        Assert.Equal(Published(Run(events, options)), Published(Run(slipped, options)));
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
    public void Add_ZonesOfCamerasInOtherOrder_RecommendsTheSameBytes(int seed)
    {
        var random = new Random(seed);
        var options = Settings[random.Next(Settings.Length)];
        var events = Traffic.Make(random, 2 + random.Next(4), 60);

        // Each partition that feeds the zones keeps its order; how they are interleaved is chance, up to the grace.
        Assert.Equal(Published(RunZones(events, options)), Published(RunZones(Traffic.Shuffle(random, events, options.Grace), options)));
    }

    [Property(MaxTest = 60)]
    public void Write_KilledAnywhereAndResumed_RecommendsTheSameBytes(int seed)
    {
        var random = new Random(seed);
        var options = Settings[random.Next(Settings.Length)] with { ClockTolerance = TimeSpan.FromSeconds(5), Tracks = random.Next(2) == 0 };
        var zones = random.Next(3) == 0;
        // Up to three times the grace, so that some events are late: which ones must come out the same as well.
        var log = Traffic.Shuffle(random, Traffic.Make(random, 1 + random.Next(4), 200), options.Grace * random.Next(1, 4));
        // Slips go with states that were written whole: where a camera's removal is newer than its partition, it begins anew with whatever
        // comes next, and a first event is believed.
        var slips = random.Next(2) * random.Next(40);
        for (var slip = 0; slip < slips; slip++)
            log.Insert(random.Next(log.Count), Event($"cam-{random.Next(4)}", 300 + random.NextDouble() * 1e5, 1_000_000 + slip, Face(Emotion.Anger)));
        var undisturbed = Published(Keyed(new MoodPartition(options, zones: zones), log, zones));

        StateStore store = new();
        List<RecommendationEvent> committed = [];
        var progress = 0L;
        while (progress < log.Count)
        {
            // One life: reads the state, goes through what is in neither state nor outputs, commits now and then, dies anywhere.
            var partition = store.Restore(new MoodPartition(options, zones: zones));
            Assert.True(partition.NextOffset <= progress);
            var dies = random.Next(4) == 0 ? log.Count : (int)Math.Min(log.Count, progress + random.Next(log.Count));
            List<RecommendationEvent> waiting = [];
            for (var offset = partition.NextOffset; offset < dies; offset++)
            {
                List<RecommendationEvent> made = [];
                Add(partition, log[(int)offset], offset, made, zones);
                if (offset >= progress)
                    waiting.AddRange(made);
                if (offset + 1 < progress || (random.Next(100) != 0 && offset + 1 < log.Count))
                    continue;
                progress = offset + 1;
                committed.AddRange(waiting);
                waiting.Clear();
                if (random.Next(3) == 0)
                    store.Save(partition, progress, slips == 0 ? random : null);
            }

            if (dies == log.Count)
                partition.Flush(committed);
        }

        Assert.Equal(undisturbed, Published(committed));
    }

    private static List<RecommendationEvent> RunZones(IEnumerable<EmotionEvent> events, MoodOptions options) =>
        Keyed(new MoodPartition(options, zones: true), events, zones: true);

    private static List<RecommendationEvent> Keyed(MoodPartition partition, IEnumerable<EmotionEvent> events, bool zones)
    {
        List<RecommendationEvent> made = [];
        var offset = 0L;
        foreach (var value in events)
            Add(partition, value, offset++, made, zones);
        partition.Flush(made);
        return made;
    }

    // Even cameras are in one zone, odd ones in the other.
    private static void Add(MoodPartition partition, EmotionEvent value, long offset, List<RecommendationEvent> made, bool zones)
    {
        if (!zones)
        {
            partition.Add(value, offset, made);
            return;
        }

        var sample = new EmotionSample();
        sample.Set(value);
        var odd = (value.Camera[^1] - '0') % 2;
        partition.Add(sample, odd == 0 ? "even" : "odd", offset, made, odd == 0 ? ["cam-0", "cam-2", "cam-4"] : ["cam-1", "cam-3"]);
    }
}
