using System.Text;
using System.Text.Json;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Json;

namespace StreamMood.Tests.Contracts;

public sealed class EventJsonTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Write_EmotionEvent_HasTheDocumentedShape()
    {
        using var json = JsonDocument.Parse(EventJson.Write(Sample()));
        var root = json.RootElement;
        Assert.Equal("lobby", root.GetProperty("camera").GetString());
        Assert.Equal("lobby/5/7", root.GetProperty("frame").GetString());
        var face = root.GetProperty("faces")[0];
        Assert.Equal("[10,20,30.5,40]", face.GetProperty("box").GetRawText());
        Assert.Equal("[[1,2],[3,4],[5,6],[7,8],[9,10]]", face.GetProperty("landmarks").GetRawText());
        Assert.Equal(Emotions.Labels, face.GetProperty("emotions").EnumerateObject().Select(p => p.Name));
        Assert.Equal(0.75, face.GetProperty("emotions").GetProperty("happiness").GetDouble());
    }

    [Fact]
    public void ReadEmotion_WrittenEvent_ComesBackEqual()
    {
        var written = EventJson.Write(Sample());
        Assert.Equal(written, EventJson.Write(EventJson.ReadEmotion(written)));
    }

    [Fact]
    public void ReadRecommendation_WrittenEvent_ComesBackEqual()
    {
        var recommendation = new RecommendationEvent
        {
            Camera = "lobby",
            WindowStart = Noon,
            WindowEnd = Noon.AddSeconds(2),
            Category = SongCategory.Happy,
            Since = Noon,
            Target = new TargetMood(0.5f, 0.25f),
            Why = new RecommendationReason
            {
                Frames = 20, Faces = 20, Late = 0, Emotions = default(EmotionScores), Valence = 0.5f, Arousal = 0.25f,
                Confidence = 0.9f, Filter = "mean", Strategy = "match", Models = new ModelVersions("d@1", "e@1"),
            },
        };
        var written = EventJson.Write(recommendation);
        Assert.Contains("\"category\":\"happy\"", Encoding.UTF8.GetString(written), StringComparison.Ordinal);
        Assert.Equal(written, EventJson.Write(EventJson.ReadRecommendation(written)));
    }

    [Theory]
    [InlineData("""{"joy":0.5}""")]
    [InlineData("""{"happiness":1.5}""")]
    [InlineData("""{"happiness":-0.1}""")]
    [InlineData("[0.5]")]
    public void ReadEmotion_BadScores_ThrowsJsonException(string scores)
    {
        var text = Encoding.UTF8.GetString(EventJson.Write(Sample()));
        var start = text.IndexOf("\"emotions\":", StringComparison.Ordinal) + "\"emotions\":".Length;
        var end = text.IndexOf('}', start) + 1;
        Assert.ThrowsAny<JsonException>(() => EventJson.ReadEmotion(Encoding.UTF8.GetBytes(text[..start] + scores + text[end..])));
    }

    [Theory]
    [InlineData("lobby/1700000000000/42", true)]
    [InlineData("lobby/1/", false)]
    [InlineData("/1/2", false)]
    [InlineData("a b/1/2", false)]
    [InlineData("lobby/-1/2", false)]
    public void FrameId_Parse_AcceptsOnlyItsForm(string text, bool valid)
    {
        Assert.Equal(valid, FrameId.TryParse(text, out var id));
        if (valid)
            Assert.Equal(text, id.ToString());
    }

    [Fact]
    public void Circumplex_ContemptMass_IsLeftOut()
    {
        EmotionScores scores = default;
        scores[Emotion.Happiness] = 0.5f;
        scores[Emotion.Contempt] = 0.5f;
        Assert.Equal(0.76f, Circumplex.Expect(scores).Valence, 5);
    }

    private static EmotionEvent Sample()
    {
        EmotionScores scores = default;
        scores[Emotion.Happiness] = 0.75f;
        scores[Emotion.Neutral] = 0.25f;
        return new EmotionEvent
        {
            Camera = "lobby",
            Frame = "lobby/5/7",
            CapturedAt = Noon,
            Width = 640,
            Height = 480,
            Models = new ModelVersions("detector@1", "emotion@1"),
            Faces =
            [
                new FaceObservation
                {
                    Track = 1, Box = new Box(10, 20, 30.5f, 40), Score = 0.9f,
                    Landmarks = new Landmarks(new(1, 2), new(3, 4), new(5, 6), new(7, 8), new(9, 10)),
                    Emotions = scores, Label = "happiness", Valence = 0.5f, Arousal = 0.25f, Confidence = 0.75f, Quality = 1,
                },
            ],
        };
    }
}
