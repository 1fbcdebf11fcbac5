using StreamMood.Pipeline.Inference;

namespace StreamMood.Cli.Commands.Bench;

/// <summary>How many frames a second the workers manage from a full topic; what a load is a share of.</summary>
internal static class Capacity
{
    // Some seconds' work of a core.
    private const int FramesPerCore = 3000;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(8);

    public static async Task<double> MeasureAsync(
        BenchBroker broker, BenchSession run, IReadOnlyList<byte[]> pictures, InferenceOptions options, CancellationToken cancellationToken)
    {
        run.Say("capacity");
        using var feed = new FrameFeed(broker, pictures, run.Cameras, run.Time);
        var room = Math.Min(run.Cameras, broker.Partitions) * (broker.Capacity / broker.Partitions / (long)pictures.Average(p => p.Length));
        var frames = Math.Min((long)FramesPerCore * run.Cores, room);
        var figures = await WorkerRun.MeasureAsync(broker, feed, options, run.Workers, frames, Longest, run.Time, cancellationToken);
        return figures.FramesPerSecond;
    }
}
