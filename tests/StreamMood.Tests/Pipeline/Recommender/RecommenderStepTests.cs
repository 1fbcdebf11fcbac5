using System.Text;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Json;
using StreamMood.Contracts.Topics;
using StreamMood.Mood;
using StreamMood.Pipeline.Kafka;
using StreamMood.Pipeline.Recommender;
using StreamMood.Tests.Mood;
using static StreamMood.Tests.Mood.EmotionEvents;

namespace StreamMood.Tests.Pipeline.Recommender;

public class RecommenderStepTests
{
    private readonly MoodTotals _totals = new();

    [Fact]
    public void Take_EventsOfAWindow_RecommendsWhenItCloses()
    {
        var step = Step();

        var results = EmotionEvents.Camera("cam-1", 0, 2.6, Emotion.Sadness).Select((e, i) => Recommended(step.Take(Record(e, i)))).ToList();

        Assert.All(results.SkipLast(1), Assert.Empty);
        var made = Assert.Single(results[^1]);
        Assert.Equal("cam-1", made.Event.Camera);
        Assert.Equal(SongCategory.Sad, made.Event.Category);
        Assert.Equal($"cam-1/{Start.AddSeconds(2).ToUnixTimeMilliseconds()}", Id(made.Event));
        Assert.Equal(0, made.NeededFrom);
    }

    [Fact]
    public void Take_RecordOfATrace_CarriesItOn()
    {
        var result = Step().Take(Record(Event("cam-1", 0, 0), 0));

        Assert.Equal(55, result.TraceParent!.Length);
        Assert.Equal(Start, result.Time);
    }

    [Theory]
    [InlineData("no headers", "headers")]
    [InlineData("other type", "headers")]
    [InlineData("not json", "json")]
    [InlineData("null", "json")]
    [InlineData("no value", "json")]
    [InlineData("half", "json")]
    [InlineData("other key", "key")]
    [InlineData("bad frame", "frame-id")]
    [InlineData("bad time", "time")]
    [InlineData("bad scores", "scores")]
    public void Take_UnusableRecord_IsADeadLetterWithItsPlace(string flaw, string reason)
    {
        var step = Step(partition: 3);
        var sound = Event("cam-1", 0, 0, Face(Emotion.Fear));

        var result = step.Take(Flawed(flaw, sound) with { Offset = 17 });

        var letter = result.DeadLetter!;
        Assert.Equal(reason, letter.Reason);
        Assert.Contains(reason, EmotionReader.Reasons);
        Assert.Equal((TopicNames.Emotions, 3, 17L, "recommend"), (letter.Topic, letter.Partition, letter.Offset, letter.Stage));
        Assert.NotEmpty(letter.Message);
        Assert.Empty(result.Recommendations);
        Assert.Equal(0, step.Cameras);
    }

    [Fact]
    public void Take_UnusableRecordsBetween_ChangeNothing()
    {
        var events = EmotionEvents.Camera("cam-1", 0, 10, Emotion.Happiness).ToList();
        var clean = Step();
        var dirty = Step();

        var expected = events.SelectMany((e, i) => Recommended(clean.Take(Record(e, i)))).Select(m => m.Event);
        var actual = events.SelectMany((e, i) =>
        {
            Assert.NotNull(dirty.Take(Flawed("half", e) with { Offset = 2 * i }).DeadLetter);
            return Recommended(dirty.Take(Record(e, 2 * i + 1)));
        }).Select(m => m.Event);

        Assert.Equal(Published(expected), Published(actual));
    }

    [Fact]
    public void OffsetToStore_OutputsPending_StaysWhereTheyBegin()
    {
        var step = Step();
        var pending = step.Pending.Add(5);
        var later = step.Pending.Add(7);
        for (var i = 0; i < 3000; i++)
            step.Take(Record(Event("cam-1", i * 0.1, i, Face(Emotion.Happiness)), i));

        Assert.Equal(5, step.OffsetToStore);
        step.Pending.Finish(later);
        Assert.Equal(5, step.OffsetToStore);
        step.Pending.Finish(pending);
        Assert.InRange(step.OffsetToStore, 1900, 2200);
        Assert.Equal(0, step.Pending.Count);
    }

    [Fact]
    public void OffsetToStore_NothingSoundRead_StaysAtTheBeginning()
    {
        var step = Step(firstOffset: 40);

        step.Take(Flawed("not json", Event("cam-1", 0, 0)) with { Offset = 41 });

        Assert.Equal(40, step.OffsetToStore);
    }

    [Fact]
    public void Take_KilledAndResumedFromTheStoredOffset_MissesNothingAndRepeatsTheSame()
    {
        var random = new Random(11);
        var options = new MoodOptions { ClockTolerance = TimeSpan.FromSeconds(5) };
        var log = Traffic.Shuffle(random, Traffic.Make(random, 5, 200), options.Grace).Select((e, i) => Record(e, i)).ToList();
        var undisturbed = Sent(Step(options: options), log);

        SortedDictionary<string, string> survived = new(StringComparer.Ordinal);
        var from = 0;
        while (from < log.Count)
        {
            var step = Step(from, options: options);
            step.Recall(survived.Values.Select(v => EventJson.ReadRecommendation(Encoding.UTF8.GetBytes(v))));
            var killed = Math.Min(log.Count, from + 400 + random.Next(1500));
            foreach (var (id, bytes) in Sent(step, log.Take(killed).Skip(from)))
            {
                Assert.Equal(undisturbed[id], bytes);
                survived[id] = bytes;
            }

            from = killed == log.Count ? killed : (int)step.OffsetToStore;
        }

        Assert.Equal(undisturbed, survived);
    }

    private static IReadOnlyList<Recommended> Recommended(StepResult result)
    {
        Assert.Null(result.DeadLetter);
        return [.. result.Recommendations];
    }

    private static SortedDictionary<string, string> Sent(RecommenderStep step, IEnumerable<EmotionRecord> records) =>
        Published(records.SelectMany(r => Recommended(step.Take(r))).Select(m => m.Event).ToList());

    private static EmotionRecord Record(EmotionEvent value, long offset)
    {
        var message = EventMessages.Emotion(value, null);
        return new EmotionRecord(message.Key, message.Headers, message.Value, offset);
    }

    private static EmotionRecord Flawed(string flaw, EmotionEvent sound)
    {
        EmotionScores halves = default;
        halves[Emotion.Fear] = 0.5f;
        var record = Record(sound, 0);
        return flaw switch
        {
            "no headers" => record with { Headers = null },
            "other type" => record with { Headers = EventMessages.Recommendation(Run([sound])[0], null).Headers },
            "not json" => record with { Value = "no json"u8.ToArray() },
            "null" => record with { Value = "null"u8.ToArray() },
            "no value" => record with { Value = null },
            "half" => record with { Value = record.Value![..(record.Value!.Length / 2)] },
            "other key" => record with { Key = "cam-2" },
            "bad frame" => record with { Value = Replaced(record, "cam-1/1/0", "cam-9/1/0") },
            "bad time" => record with { Value = Replaced(record, "2026-", "1926-") },
            _ => Record(sound with { Faces = [Face(halves)] }, 0),
        };
    }

    private static byte[] Replaced(EmotionRecord record, string text, string by) =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(record.Value!).Replace(text, by, StringComparison.Ordinal));

    private RecommenderStep Step(long firstOffset = 0, int partition = 0, MoodOptions? options = null) =>
        new(partition, firstOffset, options ?? new MoodOptions(), _totals);
}
