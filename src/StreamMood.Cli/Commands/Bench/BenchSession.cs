using StreamMood.Cli.Configuration;
using StreamMood.Lab.Benchmarks;

namespace StreamMood.Cli.Commands.Bench;

/// <summary>One call of a bench: its settings, and a line on stderr as it goes from step to step.</summary>
internal sealed class BenchSession(CommandContext context, StreamMoodSettings settings, int cameras, int workers, TimeSpan length)
{
    // Enough that the workers do not run dry, should they come near their ceiling.
    private const double Spare = 1.3;

    public StreamMoodSettings Settings => settings;

    public int Cameras => cameras;

    public int Workers => workers;

    public TimeSpan Length => length;

    public TimeProvider Time => context.Time;

    public int Cores { get; } = Environment.ProcessorCount;

    public void Say(string step) => context.Terminal.Error.WriteLine($"bench: {step}");

    /// <summary>How many frames to lay into the topic for a run at so many frames a second.</summary>
    public long FramesFor(BenchBroker broker, double fps, int bytes, TimeSpan time) =>
        Math.Min((long)(fps * time.TotalSeconds * Spare), UsablePartitions(broker) * (broker.Capacity / broker.Partitions / bytes));

    public BenchSetting Describe(BenchBroker broker, double faces, int bytes, long frames, double seconds) => new(
        broker.Description, BenchmarkPictures.Description, Math.Round(faces, 2), bytes, cameras, workers, Cores, frames, Math.Round(seconds, 1));

    private long UsablePartitions(BenchBroker broker) => Math.Min(cameras, broker.Partitions);
}
