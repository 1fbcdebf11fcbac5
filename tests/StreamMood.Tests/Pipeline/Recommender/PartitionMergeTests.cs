using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Json;
using StreamMood.Mood;
using StreamMood.Pipeline.Recommender;
using StreamMood.Tests.Mood;

namespace StreamMood.Tests.Pipeline.Recommender;

public sealed class PartitionMergeTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromMilliseconds(500);
    private readonly FakeTimeProvider _time = new();

    [Property(MaxTest = 60)]
    public void Next_ReadInAnyChunksAfterAStop_ZonesComeOutAsLive(int seed)
    {
        var random = new Random(seed);
        var options = new MoodOptions { Window = TimeSpan.FromSeconds(1), Grace = Bound };
        var events = Traffic.Make(random, 5, 90);
        var stop = random.Next(events.Count);

        var live = Zones(options, events);
        List<EmotionEvent> merged = [.. events.Take(stop)];
        merged.AddRange(CaughtUp(random, events[stop..]));

        Assert.Equal(events.Count, merged.Count);
        Assert.Equal(live, Zones(options, merged));
    }

    [Fact]
    public void Next_PartitionWithoutAnything_IsWaitedForUntilItsEndIsOld()
    {
        var merge = Merge(2);
        merge.Add(0, Record(0, 10));

        Assert.Null(merge.Next(out _, out _));
        merge.End(1);
        Assert.Null(merge.Next(out _, out _));
        _time.Advance(TimeSpan.FromMilliseconds(200));

        Assert.NotNull(merge.Next(out var partition, out _));
        Assert.Equal(0, partition);
    }

    [Fact]
    public void Next_PartitionThatTellsNothing_HoldsNobodyUpForEver()
    {
        var merge = Merge(2);
        merge.Add(0, Record(0, 10));
        Assert.Null(merge.Next(out _, out _));

        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.NotNull(merge.Next(out _, out _));
    }

    [Fact]
    public void Next_WithinTheBound_WaitsForNobody()
    {
        var merge = Merge(2);
        merge.Add(1, Record(0, 10));
        merge.Add(0, Record(0, 10));
        Assert.NotNull(merge.Next(out _, out _));
        Assert.NotNull(merge.Next(out _, out _));

        merge.Add(0, Record(1, 10.4));

        Assert.NotNull(merge.Next(out _, out _));
    }

    [Fact]
    public void Next_CameraWhoseClockIsOff_HoldsItsPartitionUpNeitherWay()
    {
        foreach (var off in (double[])[3600, -3600])
        {
            var merge = Merge(2);
            for (var i = 0; i < 90; i++)
                merge.Add(0, Record(i, 10 + i * 0.1 + (i % 3 == 0 ? off : 0)));
            for (var i = 0; i < 60; i++)
                merge.Add(1, Record(i, 10 + i * 0.15));

            var order = new List<int>();
            while (merge.Next(out var partition, out _) is not null)
                order.Add(partition);

            // Side by side all along, not one after the other.
            Assert.InRange(order.Take(order.Count / 2).Count(p => p == 0), order.Count / 4, order.Count / 2);
        }
    }

    [Fact]
    public void Add_PartitionFarAhead_IsPausedAndReadAgain()
    {
        var merge = Merge(2);
        for (var i = 0; i < PartitionMerge.Full; i++)
            Assert.Equal(i == PartitionMerge.Full - 1, merge.Add(0, Record(i, 100 + i)));
        Assert.Null(merge.Next(out _, out _));
        merge.Add(1, Record(0, 100_000));

        var resumed = 0;
        while (merge.Next(out var partition, out var resume) is not null && partition == 0)
            resumed += resume ? 1 : 0;

        Assert.Equal(1, resumed);
    }

    [Fact]
    public void Add_PartitionThatWentBack_ForgetsWhatWasHeld()
    {
        var merge = Merge(1);
        for (var i = 0; i < 10; i++)
            merge.Add(0, Record(i, i));

        merge.Add(0, Record(3, 3));

        Assert.Equal(3, merge.Next(out _, out _)!.Offset);
        Assert.Null(merge.Next(out _, out _));
    }

    private PartitionMerge Merge(int partitions)
    {
        var merge = new PartitionMerge(Bound, TimeSpan.FromMinutes(1), _time);
        for (var i = 0; i < partitions; i++)
            merge.Open(i);
        return merge;
    }

    private static HeldRecord Record(long offset, double seconds) =>
        new(offset, EmotionEvents.Start.AddSeconds(seconds).UtcTicks, [], [], []);

    // Each camera in a partition of its own, each partition in chunks of any size, whichever comes next by chance.
    private IEnumerable<EmotionEvent> CaughtUp(Random random, List<EmotionEvent> events)
    {
        var partitions = events.GroupBy(e => e.Camera, StringComparer.Ordinal).Select(g => g.ToList()).ToList();
        var merge = Merge(partitions.Count);
        var read = new int[partitions.Count];
        for (var given = 0; given < events.Count;)
        {
            var from = random.Next(partitions.Count);
            for (var more = random.Next(300); more > 0 && read[from] < partitions[from].Count; more--, read[from]++)
                merge.Add(from, Record(read[from], (partitions[from][read[from]].CapturedAt - EmotionEvents.Start).TotalSeconds));
            for (var i = 0; i < partitions.Count; i++)
                if (read[i] == partitions[i].Count)
                    merge.End(i);
            for (; merge.Next(out var partition, out _) is { } record; given++)
                yield return partitions[partition][(int)record.Offset];
            _time.Advance(TimeSpan.FromMilliseconds(20));
        }
    }

    private static List<string> Zones(MoodOptions options, IEnumerable<EmotionEvent> events)
    {
        var partition = new MoodPartition(options, zones: true);
        List<RecommendationEvent> made = [];
        var sample = new EmotionSample();
        var offset = 0L;
        foreach (var value in events)
        {
            sample.Set(value);
            partition.Add(sample, "lobby", offset++, made, ["cam-0", "cam-1", "cam-2", "cam-3", "cam-4"]);
        }

        partition.Flush(made);
        return [.. made.Select(m => System.Text.Encoding.UTF8.GetString(EventJson.Write(m)))];
    }
}
