using System.Text;
using StreamMood.Cli.Commands.Bench;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Json;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Tests.Cli.Bench;

public sealed class EmotionLoadTests
{
    [Fact]
    public void Message_FilledTemplate_IsWhatAWorkerWrites()
    {
        var load = new EmotionLoad(300, 1_700_000_000_000);
        var at = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

        var message = load.Message(217, 1234, at);

        var read = EventJson.ReadEmotion(message.Value);
        Assert.Equal(("bench-00217", "bench-00217/1700000000000/1234", at), (read.Camera, read.Frame, read.CapturedAt));
        Assert.Equal(Encoding.UTF8.GetString(EventJson.Write(read)), Encoding.UTF8.GetString(message.Value));
        var written = EventMessages.Emotion(read, null);
        Assert.Equal(written.Key, message.Key);
        foreach (var header in written.Headers.Where(h => h.Key != EventHeaders.TraceParent))
            Assert.Equal(header.GetValueBytes(), message.Headers.GetLastBytes(header.Key));
        Assert.Equal(written.Headers.Count, message.Headers.Count);
        Assert.Equal(at.UtcDateTime, message.Timestamp.UtcDateTime);
    }
}
