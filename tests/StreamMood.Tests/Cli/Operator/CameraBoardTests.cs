using Confluent.Kafka;
using Microsoft.Extensions.Time.Testing;
using StreamMood.Cli;
using StreamMood.Cli.Operator;
using StreamMood.Contracts.Events;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Tests.Cli.Operator;

public sealed class CameraBoardTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 3, 2, 1, TimeSpan.Zero);

    private readonly CameraBoard _board = new(new Terminal(TextWriter.Null, TextWriter.Null), new FakeTimeProvider(Now));

    // As where partitions were added to the topic: the agent's last word lies in the one, an older report in the other.
    [Fact]
    public void Read_OlderReportInTheCamerasFormerPartition_IsNotShown()
    {
        Assert.Equal("ended", _board.Read(Report("ended", Now, partition: 7))?.State);
        Assert.Null(_board.Read(Report("live", Now.AddMinutes(-1), partition: 0)));
    }

    private static ConsumeResult<string, byte[]> Report(string state, DateTimeOffset at, int partition)
    {
        var message = EventMessages.Camera(new CameraReport
        {
            Camera = "cam-1", At = at, State = state, Fps = 10, Captured = 1, Published = 1, Dropped = 0, Restarts = 0,
        });
        message.Timestamp = new Timestamp(at);
        return new() { Partition = partition, Message = message };
    }
}
