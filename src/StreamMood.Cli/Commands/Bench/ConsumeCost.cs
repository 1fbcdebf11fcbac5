using Microsoft.Extensions.Logging.Abstractions;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Cli.Commands.Bench;

/// <summary>What reading a frame from the topic costs, as the worker's consumer is set up, when nothing is done with it.</summary>
internal static class ConsumeCost
{
    private const double WarmUpShare = 0.1;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    /// <summary>Core-seconds a frame in this process, and frames a second on the wall.</summary>
    public static (double CoreSeconds, double PerSecond) Measure(
        KafkaOptions group, long frames, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        var clients = new KafkaClients(group, NullLoggerFactory.Instance, time);
        using var consumer = clients.FrameConsumer("infer").Build();
        consumer.Subscribe(TopicNames.Frames);
        long read = 0, counted = 0;
        TimeSpan cpu = default;
        long start = 0, last = time.GetTimestamp();
        while (read < frames && (start == 0 || time.GetElapsedTime(start) < limit))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (consumer.Consume(Poll) is not { } result)
            {
                if (time.GetElapsedTime(last) > Silence)
                    break;
                continue;
            }

            result.Message.Value.Dispose();
            last = time.GetTimestamp();
            if (++read < frames * WarmUpShare)
                continue;
            if (start == 0)
                (start, cpu) = (time.GetTimestamp(), Environment.CpuUsage.TotalTime);
            else
                counted++;
        }

        var used = Environment.CpuUsage.TotalTime - cpu;
        var wall = time.GetElapsedTime(start);
        consumer.Close();
        return (used.TotalSeconds / Math.Max(1, counted), counted / wall.TotalSeconds);
    }
}
