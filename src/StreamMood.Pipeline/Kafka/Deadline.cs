namespace StreamMood.Pipeline.Kafka;

/// <summary>One budget of time for several steps: what a step uses, the next ones lack.</summary>
internal readonly struct Deadline(TimeSpan budget, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();

    /// <summary>What is left; never negative.</summary>
    public TimeSpan Left => budget - time.GetElapsedTime(_started) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;
}
