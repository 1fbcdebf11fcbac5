using System.Text;
using Confluent.Kafka;
using FsCheck.Xunit;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Json;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Tests.Pipeline.Kafka;

public sealed class EventMessagesTests
{
    private static readonly DateTimeOffset At = new(2026, 5, 4, 3, 2, 1, 234, TimeSpan.Zero);
    private static readonly FrameId Frame = new("door-1", 1700000000000, 42);

    [Fact]
    public void Frame_ReadBack_GivesTheSame()
    {
        var message = EventMessages.Frame(Frame, At, [1, 2, 3], ConsentBases.Synthetic);

        Assert.True(ReadHeaders.TryReadFrame(message.Headers, message.Key, out var read, out var frame, out var problem), problem);
        Assert.Equal(Frame, frame);
        Assert.Equal(At, read.Time);
        Assert.Equal("door-1", message.Key);
        Assert.Equal(default, message.Timestamp); // the client's: retention must not count from the capture time
        Assert.Equal("image/jpeg", Text(message.Headers, "content-type"));
        Assert.Equal("/streammood/camera/door-1", Text(message.Headers, "ce_source"));
        Assert.Equal("synthetic", Text(message.Headers, "ce_consentbasis"));
        Assert.True(read.HasConsent);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("because", false)]
    [InlineData("Consent", false)]
    [InlineData("consent", true)]
    [InlineData("public-task", true)]
    [InlineData("demonstration", true)]
    public void Frame_Consent_HoldsWhenItsBasisIsKnown(string? basis, bool holds)
    {
        var frame = EventMessages.Frame(Frame, At, [1], basis);

        Assert.True(ReadHeaders.TryReadFrame(frame.Headers, frame.Key, out var read, out _, out _));

        Assert.Equal(holds, read.HasConsent);
        Assert.Equal(basis is not null, EventMessages.Emotion(Event(), read).Headers.Any(h => h.Key == EventHeaders.ConsentBasis));
    }

    [Fact]
    public void Emotion_CarriesTheTraceOn()
    {
        var frame = EventMessages.Frame(Frame, At, [1], ConsentBases.Synthetic);
        ReadHeaders.TryReadFrame(frame.Headers, frame.Key, out var read, out _, out _);

        var emotion = EventMessages.Emotion(Event(), read.TraceParent);

        var trace = Text(emotion.Headers, "traceparent");
        Assert.Equal(read.TraceParent![..35], trace[..35]);
        Assert.NotEqual(read.TraceParent, trace);
        Assert.True(ReadHeaders.TryRead(emotion.Headers, EventHeaders.EmotionType, out var again, out var problem), problem);
        Assert.Equal(Frame.ToString(), again.Id);
        Assert.Equal(At, again.Time);
    }

    // The worker carries the frame's headers on instead of making new ones.
    [Theory]
    [InlineData(null, null)]
    [InlineData("2026-05-04T05:02:01.234+02:00", null)]
    [InlineData(null, "00-nonsense")]
    public void Emotion_OfAFrameJustRead_SaysTheSame(string? time, string? trace)
    {
        var frame = EventMessages.Frame(Frame, At, [1], ConsentBases.Synthetic, "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01");
        Replace(frame.Headers, EventHeaders.Time, time);
        Replace(frame.Headers, EventHeaders.TraceParent, trace);
        Assert.True(ReadHeaders.TryReadRawFrame(frame.Headers, frame.Key, out var read, out var id, out var problem), problem);
        Assert.Equal((Frame, At), (id, read.Time));
        var parent = read.Trace();

        var (ours, plain) = (EventMessages.Emotion(Event(), read), EventMessages.Emotion(Event(), parent));

        Assert.Equal(plain.Key, ours.Key);
        Assert.Equal(plain.Value, ours.Value);
        Assert.Equal(plain.Headers.Select(h => h.Key).Append(EventHeaders.ConsentBasis), ours.Headers.Select(h => h.Key));
        foreach (var header in plain.Headers.Where(h => h.Key != EventHeaders.TraceParent))
            Assert.Equal(Text(plain.Headers, header.Key), Text(ours.Headers, header.Key));
        var (a, b) = (Text(ours.Headers, "traceparent"), Text(plain.Headers, "traceparent"));
        Assert.Equal(55, a.Length);
        Assert.NotEqual(a, b);
        if (trace is null)
            Assert.Equal(b[..36], a[..36]);
    }

    [Fact]
    public void DeadLetter_SaysPlaceAndReasonInHeaders()
    {
        var letter = new DeadLetter { Topic = "t", Partition = 3, Offset = 9, Stage = "decode", Reason = "truncated", Message = "ends early" };

        var message = EventMessages.DeadLetter(letter, "door-1", At, null);

        Assert.Equal("t", Text(message.Headers, "__connect.errors.topic"));
        Assert.Equal("3", Text(message.Headers, "__connect.errors.partition"));
        Assert.Equal("9", Text(message.Headers, "__connect.errors.offset"));
        Assert.Equal("decode", Text(message.Headers, "__connect.errors.stage"));
        Assert.Equal("truncated", Text(message.Headers, "__connect.errors.exception.class.name"));
        Assert.Equal("ends early", Text(message.Headers, "__connect.errors.exception.message"));
        Assert.Equal("t/3/9", Text(message.Headers, "ce_id"));
        Assert.Equal(letter, EventJson.ReadDeadLetter(message.Value));
    }

    [Theory]
    [InlineData("ce_specversion", null, "ce_specversion")]
    [InlineData("ce_specversion", "0.3", "ce_specversion")]
    [InlineData("ce_type", "streammood.emotion.v1", "ce_type")]
    [InlineData("ce_id", null, "ce_id")]
    [InlineData("ce_id", "door-1/x/42", "camera/epoch/sequence")]
    [InlineData("ce_id", "door-2/1/42", "key")]
    [InlineData("ce_time", "yesterday", "ce_time")]
    [InlineData("ce_time", null, "ce_time")]
    public void TryReadFrame_HeaderMissingOrBad_NamesIt(string header, string? value, string named)
    {
        var message = EventMessages.Frame(Frame, At, [1], ConsentBases.Synthetic);
        message.Headers.Remove(header);
        if (value is not null)
            message.Headers.Add(header, Encoding.UTF8.GetBytes(value));

        Assert.False(ReadHeaders.TryReadFrame(message.Headers, message.Key, out _, out _, out var problem));
        Assert.Contains(named, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void TryReadFrame_NoHeaders_IsAProblem() =>
        Assert.False(ReadHeaders.TryReadFrame(null, null, out _, out _, out _));

    /// <summary>Any bytes in any header give a verdict and no exception.</summary>
    [Property(MaxTest = 500)]
    public void TryReadFrame_AnyBytes_NeverThrows(byte[] bytes, byte which)
    {
        string[] names = ["ce_specversion", "ce_type", "ce_id", "ce_time", "traceparent", "content-type", "x"];
        var message = EventMessages.Frame(Frame, At, [1], ConsentBases.Synthetic);
        message.Headers.Add(names[which % names.Length], bytes);

        if (ReadHeaders.TryReadFrame(message.Headers, message.Key, out var read, out _, out _))
            _ = EventMessages.Emotion(Event(), read.TraceParent);
    }

    private static EmotionEvent Event() => new()
    {
        Camera = Frame.Camera, Frame = Frame.ToString(), CapturedAt = At, Width = 640, Height = 480, Faces = [],
        Models = new ModelVersions("d@1", "e@1"),
    };

    private static void Replace(Headers headers, string name, string? value)
    {
        if (value is null)
            return;
        headers.Remove(name);
        headers.Add(name, Encoding.UTF8.GetBytes(value));
    }

    private static string Text(Headers headers, string name) => Encoding.UTF8.GetString(headers.GetLastBytes(name));
}
