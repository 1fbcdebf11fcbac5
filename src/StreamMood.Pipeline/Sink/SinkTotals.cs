using System.Collections.Concurrent;

namespace StreamMood.Pipeline.Sink;

/// <summary>What a sink did, for its account: consumed = delivered + skipped + dead letters + not finished. Thread-safe.</summary>
public sealed class SinkTotals
{
    private readonly ConcurrentDictionary<string, long> _skipped = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _deadLetters = new(StringComparer.Ordinal);
    private long _consumed;
    private long _delivered;
    private long _retries;

    /// <summary>Messages read.</summary>
    public long Consumed => Interlocked.Read(ref _consumed);

    /// <summary>Events that arrived.</summary>
    public long Delivered => Interlocked.Read(ref _delivered);

    /// <summary>Attempts beyond the first.</summary>
    public long Retries => Interlocked.Read(ref _retries);

    /// <summary>Messages that were not to leave, by reason: age, filter, unchanged, or a <see cref="Contracts.Reading.ReadProblem"/>.</summary>
    public IReadOnlyDictionary<string, long> Skipped => _skipped;

    /// <summary>Events given up, by reason.</summary>
    public IReadOnlyDictionary<string, long> DeadLetters => _deadLetters;

    internal void AddConsumed() => Interlocked.Increment(ref _consumed);

    internal void AddDelivered() => Interlocked.Increment(ref _delivered);

    internal void AddRetry() => Interlocked.Increment(ref _retries);

    internal void AddSkipped(string reason) => _skipped.AddOrUpdate(reason, 1, (_, n) => n + 1);

    internal void AddDeadLetter(string reason) => _deadLetters.AddOrUpdate(reason, 1, (_, n) => n + 1);
}
