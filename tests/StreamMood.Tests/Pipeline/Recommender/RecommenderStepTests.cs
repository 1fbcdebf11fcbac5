using System.Text;
using Confluent.Kafka;
using StreamMood.Contracts.Events;
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
        Assert.Equal("cam-1", made.Camera);
        Assert.Equal(SongCategory.Sad, made.Category);
        Assert.Equal($"cam-1/{Start.AddSeconds(2).ToUnixTimeMilliseconds()}", Id(made));
    }

    [Fact]
    public void WasTaken_RecordsHandedOutAgain_AreLeftOutUntilWhereItStood()
    {
        var (step, asked) = (Step(), 0);
        foreach (var (made, offset) in EmotionEvents.Camera("cam-1", 0, 1, Emotion.Sadness).Select((e, i) => (e, i)))
            step.Take(Record(made, offset));
        var stood = step.NextOffset;

        var left = Enumerable.Range(0, (int)stood).Where(o => step.WasTaken(o, () => stood + asked++));

        Assert.Equal(stood, left.Count());
        Assert.Equal(1, asked);
        Assert.Equal((stood, 1), (step.NextOffset, step.Mood.Cameras));
    }

    [Fact]
    public void WasTaken_LogThatEndsBeforeWhereItStood_BeginsAnew()
    {
        var step = Step();
        step.Take(Record(Event("cam-1", 0, 0, Face(Emotion.Fear)), 41));

        Assert.False(step.WasTaken(3, () => 5));

        Assert.Equal((3L, 0, true), (step.NextOffset, step.Mood.Cameras, step.IsUnwritten));
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
    [InlineData("far future", "time")]
    [InlineData("other version", "headers")]
    [InlineData("no faces", "faces")]
    [InlineData("not a number", "json")]
    [InlineData("bad scores", "scores")]
    public void Take_UnusableRecord_IsADeadLetterWithItsPlace(string flaw, string reason)
    {
        var step = Step(partition: 3);
        var sound = Event("cam-1", 0, 0, Face(Emotion.Fear));

        var result = step.Take(Flawed(flaw, sound, 17));

        var letter = result.DeadLetter!;
        Assert.Equal(reason, letter.Reason);
        Assert.Contains(reason, EmotionReader.Reasons);
        Assert.Equal((TopicNames.Emotions, 3, 17L, "recommend"), (letter.Topic, letter.Partition, letter.Offset, letter.Stage));
        Assert.NotEmpty(letter.Message);
        Assert.Empty(result.Recommendations);
        Assert.Equal(0, step.Mood.Cameras);
    }

    [Fact]
    public void Take_UnusableRecordsBetween_ChangeNothing()
    {
        var events = EmotionEvents.Camera("cam-1", 0, 10, Emotion.Happiness).ToList();
        var clean = Step();
        var dirty = Step();

        var expected = events.SelectMany((e, i) => Recommended(clean.Take(Record(e, i))));
        var actual = events.SelectMany((e, i) =>
        {
            Assert.NotNull(dirty.Take(Flawed("half", e, 2 * i)).DeadLetter);
            return Recommended(dirty.Take(Record(e, 2 * i + 1)));
        });

        Assert.Equal(Published(expected), Published(actual));
    }

    [Fact]
    public void Take_BeforeWhatWasDelivered_MakesStateAndSaysNothing()
    {
        var events = EmotionEvents.Camera("cam-1", 0, 10, Emotion.Happiness).ToList();
        var whole = Step();
        var resumed = Step();
        resumed.Resume(0, 60);

        var expected = events.Select((e, i) => Recommended(whole.Take(Record(e, i)))).ToList();
        var actual = events.Select((e, i) => Recommended(resumed.Take(Record(e, i)))).ToList();

        Assert.All(actual.Take(60), Assert.Empty);
        Assert.Equal(Published(expected.Skip(60).SelectMany(m => m)), Published(actual.SelectMany(m => m)));
        Assert.Equal(100, resumed.NextOffset);
    }

    [Fact]
    public void Take_CameraOfAZone_GoesOnToIt()
    {
        var step = new RecommenderStep(TopicNames.Emotions, 0, new MoodOptions(), _totals, ZoneMap.Read(Zones("lobby", "cam-1, cam-2")), new EmotionReader());

        Assert.Equal("lobby", step.Take(Record(Event("cam-1", 0, 0), 0)).Zone);
        Assert.Null(step.Take(Record(Event("cam-3", 0, 0), 1)).Zone);
    }

    [Theory]
    [InlineData("a", "cam-1", "b", "cam-2,cam-1", "overlap")]
    [InlineData("a", "cam 1", "b", "cam-2", "not a camera id")]
    [InlineData("a b", "cam-1", "b", "cam-2", "not a name")]
    public void ZoneMap_Unusable_SaysWhichInOneLine(string first, string cameras, string second, string others, string said) =>
        Assert.Contains(said, Assert.Single(ZoneMap.Read([.. Zones(first, cameras), .. Zones(second, others)]).Problems), StringComparison.Ordinal);

    private static IEnumerable<KeyValuePair<string, string>> Zones(string zone, string cameras) => [new(zone, cameras)];

    private static List<RecommendationEvent> Recommended(StepResult result)
    {
        Assert.Null(result.DeadLetter);
        return [.. result.Recommendations];
    }

    private static EmotionRecord Record(EmotionEvent value, long offset) => Record(EventMessages.Emotion(value, null), offset);

    private static EmotionRecord Record(Message<string, byte[]> message, long offset) =>
        new(Encoding.UTF8.GetBytes(message.Key), message.Value, message.Headers, offset);

    private static EmotionRecord Flawed(string flaw, EmotionEvent sound, long offset)
    {
        EmotionScores halves = default;
        halves[Emotion.Fear] = 0.5f;
        if (flaw == "bad scores")
            return Record(sound with { Faces = [Face(halves)] }, offset);
        var message = EventMessages.Emotion(sound, null);
        var value = message.Value;
        message.Headers = flaw switch
        {
            "no headers" => null,
            "other type" => EventMessages.Recommendation(Run([sound])[0], null).Headers,
            "other version" => new Headers { { EventHeaders.Type, "streammood.emotion.v2"u8.ToArray() } },
            _ => message.Headers,
        };
        message.Key = flaw == "other key" ? "cam-2" : message.Key;
        message.Value = flaw switch
        {
            "not json" => "no json"u8.ToArray(),
            "null" => "null"u8.ToArray(),
            "no value" => [],
            "half" => value[..(value.Length / 2)],
            "bad frame" => Replaced(value, "cam-1/1/0", "cam-9/1/0"),
            "bad time" => Replaced(value, "2026-", "1926-"),
            "far future" => Replaced(value, "2026-", "2226-"),
            "no faces" => Replaced(value, "\"faces\":", "\"facets\":"),
            "not a number" => Replaced(value, "\"quality\":1", "\"quality\":\"x\""),
            _ => value,
        };
        return Record(message, offset);
    }

    private static byte[] Replaced(byte[] value, string text, string by) =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(value).Replace(text, by, StringComparison.Ordinal));

    private RecommenderStep Step(int partition = 0) =>
        new(TopicNames.Emotions, partition, new MoodOptions(), _totals, ZoneMap.Read([]), new EmotionReader());
}
