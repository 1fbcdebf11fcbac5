using System.Text;
using FsCheck.Xunit;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Json;
using StreamMood.Contracts.Reading;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;
using StreamMood.Tests.Vision;

namespace StreamMood.Tests.Contracts;

public sealed class EventReaderTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Read_WhatTheProgramWrites_ComesBackTyped()
    {
        var recommendation = Recommendation();
        Assert.Equal(recommendation.Category, Read(TopicNames.Recommendations, EventMessages.Recommendation(recommendation, null)).TryGet<RecommendationEvent>(out var r) ? r.Category : default);
        var report = new CameraReport { Camera = "lobby", At = Noon, State = "live", Fps = 10, Captured = 1, Published = 1, Dropped = 0, Restarts = 0 };
        Assert.True(Read(TopicNames.Cameras, EventMessages.Camera(report)).TryGet<CameraReport>(out var camera));
        Assert.Equal(report, camera);
        var letter = new DeadLetter { Topic = "t", Partition = 1, Offset = 2, Stage = "decode", Reason = "truncated", Message = "m" };
        Assert.Equal(letter, Read(TopicNames.DeadLetters, EventMessages.DeadLetter(letter, "lobby", Noon, null)).Event);
        var control = new ControlRecord { Zone = "foyer", Decisions = [new ControlDecision { Kind = ControlKind.Pause, DecidedAt = Noon, From = Noon }] };
        Assert.IsType<ControlRecord>(Read(TopicNames.Control, EventMessages.Control(control, Noon)).Event);
        var frame = Read(TopicNames.Frames, EventMessages.Frame(new FrameId("lobby", 5, 7), Noon, [1], ConsentBases.Synthetic));
        Assert.Equal(new FrameEvent(new FrameId("lobby", 5, 7), Noon), frame.Event);
        Assert.Equal(("lobby/5/7", Noon), (frame.Id, frame.Time));
    }

    [Theory]
    [InlineData(EventHeaders.SpecVersion, null, ReadProblem.MissingHeader)]
    [InlineData(EventHeaders.SpecVersion, "2.0", ReadProblem.BadHeader)]
    [InlineData(EventHeaders.Type, null, ReadProblem.MissingHeader)]
    [InlineData(EventHeaders.Type, "streammood.recommendation.v2", ReadProblem.UnknownVersion)]
    [InlineData(EventHeaders.Type, "streammood.recommendation.v10", ReadProblem.UnknownVersion)]
    [InlineData(EventHeaders.Type, "streammood.recommendation.vx", ReadProblem.UnknownType)]
    [InlineData(EventHeaders.Type, "com.example.other", ReadProblem.UnknownType)]
    [InlineData(EventHeaders.Type, EventHeaders.EmotionType, ReadProblem.WrongTopic)]
    [InlineData(EventHeaders.Id, null, ReadProblem.MissingHeader)]
    [InlineData(EventHeaders.Id, "lobby/1", ReadProblem.WrongId)]
    [InlineData(EventHeaders.Time, null, ReadProblem.MissingHeader)]
    [InlineData(EventHeaders.Time, "noon", ReadProblem.BadHeader)]
    [InlineData(EventHeaders.ContentType, "text/plain", ReadProblem.BadHeader)]
    [InlineData(EventHeaders.ContentType, null, ReadProblem.None)]
    [InlineData(EventHeaders.TraceParent, null, ReadProblem.None)]
    public void Read_HeaderMissingOrWrong_SaysWhich(string header, string? value, ReadProblem problem)
    {
        var message = EventMessages.Recommendation(Recommendation(), null);
        message.Headers.Remove(header);
        if (value is not null)
            message.Headers.Add(header, Encoding.UTF8.GetBytes(value));
        var read = Read(TopicNames.Recommendations, message);
        Assert.Equal(problem, read.Problem);
        Assert.Equal(problem == ReadProblem.None, read.Ok);
        Assert.Equal(problem == ReadProblem.None, read.Detail.Length == 0);
    }

    [Theory]
    [InlineData("{", ReadProblem.BadJson)]
    [InlineData("null", ReadProblem.BadJson)]
    [InlineData("{}", ReadProblem.BadJson)]
    [InlineData("\"category\":\"happy\" -> \"category\":\"blue\"", ReadProblem.BadJson)]
    [InlineData("\"confidence\":0.9 -> \"confidence\":1.5", ReadProblem.OutOfRange)]
    [InlineData("\"frames\":20 -> \"frames\":-1", ReadProblem.OutOfRange)]
    [InlineData("\"windowEnd\":\"2026-01-02T12:00:02+00:00\" -> \"windowEnd\":\"2026-01-02T11:00:02+00:00\"", ReadProblem.OutOfRange)]
    [InlineData("\"happiness\":0.5 -> \"happiness\":0.1", ReadProblem.BadScores)]
    [InlineData("\"camera\":\"lobby\" -> \"camera\":\"other\"", ReadProblem.WrongId)]
    [InlineData("\"camera\":\"lobby\" -> \"camera\":\"lobby\",\"more\":[1]", ReadProblem.None)]
    public void Read_ValueWrong_SaysWhy(string change, ReadProblem problem)
    {
        var message = EventMessages.Recommendation(Recommendation(), null);
        var text = Encoding.UTF8.GetString(message.Value);
        if (change.Split(" -> ") is [var from, var to])
        {
            Assert.Contains(from, text, StringComparison.Ordinal);
            change = text.Replace(from, to, StringComparison.Ordinal);
        }

        message.Value = Encoding.UTF8.GetBytes(change);
        Assert.Equal(problem, Read(TopicNames.Recommendations, message).Problem);
    }

    [Fact]
    public void Read_KeyOfAnother_IsRefused()
    {
        var message = EventMessages.Recommendation(Recommendation(), null);
        message.Key = "elsewhere";
        Assert.Equal(ReadProblem.WrongKey, Read(TopicNames.Recommendations, message).Problem);
    }

    [Fact]
    public void Read_NoValueInACompactedTopic_IsATombstone() =>
        Assert.Equal(ReadProblem.Tombstone, EventReader.Read(TopicNames.Control, "lobby"u8, new MessageHeaders([]), default).Problem);

    [Theory]
    [InlineData("eu.streammood.recommendations.v1", true)]
    [InlineData("our-own-name", true)]
    [InlineData("streammood.emotions.v1", false)]
    public void Read_TopicsOfMirrorsAndOtherNames_AreTaken(string topic, bool taken) =>
        Assert.Equal(taken, Read(topic, EventMessages.Recommendation(Recommendation(), null)).Ok);

    [Property(MaxTest = 500)]
    public bool Read_AnythingAtAll_NeverThrowsNorQuotes(byte[] value, byte[] key, string? id, bool ours)
    {
        const string secret = "s3cret";
        var headers = new MessageHeaders(
        [
            new(EventHeaders.SpecVersion, "1.0"u8.ToArray()), new(EventHeaders.Type, Encoding.UTF8.GetBytes(ours ? EventHeaders.EmotionType : secret)),
            new(EventHeaders.Id, Encoding.UTF8.GetBytes(id ?? secret)), new(EventHeaders.Time, "2026-01-02T12:00:00Z"u8.ToArray()),
        ]);
        var read = EventReader.Read(TopicNames.Emotions, key, headers, [.. "{\"s3cret\":"u8, .. value]);
        return !read.Ok && read.Event is null && !read.Detail.Contains(secret, StringComparison.Ordinal) && !read.Detail.Contains('\n', StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Recommendation_AllocatesLittleMoreThanTheEvent()
    {
        var message = EventMessages.Recommendation(Recommendation(), null);
        var key = Encoding.UTF8.GetBytes(message.Key);
        var headers = new MessageHeaders([.. message.Headers.Select(h => KeyValuePair.Create(h.Key, h.GetValueBytes()))]);
        long Bytes(Action action)
        {
            for (var i = 0; i < 200; i++)
                action();
            return Allocation.OnceWarm(action) / 10;
        }

        var json = Bytes(() => EventJson.ReadRecommendation(message.Value));
        var all = Bytes(() => EventReader.Read(TopicNames.Recommendations, key, headers, message.Value));
        Assert.InRange(all - json, 0, 200); // the id, and what making it costs
    }

    private static EventReading Read(string topic, Confluent.Kafka.Message<string, byte[]> message) => EventReader.Read(
        topic, Encoding.UTF8.GetBytes(message.Key ?? ""), new MessageHeaders([.. message.Headers.Select(h => KeyValuePair.Create(h.Key, h.GetValueBytes()))]), message.Value);

    private static RecommendationEvent Recommendation()
    {
        EmotionScores scores = default;
        scores[Emotion.Happiness] = scores[Emotion.Neutral] = 0.5f;
        return new RecommendationEvent
        {
            Camera = "lobby", WindowStart = Noon, WindowEnd = Noon.AddSeconds(2), Category = SongCategory.Happy, State = MoodState.Happy, Since = Noon,
            Target = new TargetMood(0.5f, 0.25f), Songs = [new RecommendedSong("1", "T", "A")],
            Why = new RecommendationReason
            {
                Frames = 20, Faces = 20, Late = 0, Emotions = scores, Valence = 0.5f, Arousal = 0.25f, Confidence = 0.9f, Filter = "mean", Strategy = "match",
            },
        };
    }
}
