using Microsoft.Extensions.Logging;

namespace StreamMood.Pipeline.Inference;

/// <summary>Tells the operator at most every ten seconds what was skipped or unreadable since, instead of a line a frame.</summary>
internal sealed class LossReport(InferenceMetrics metrics, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private long _since = time.GetTimestamp();
    private Dictionary<string, long> _skipped = [];
    private Dictionary<string, long> _dead = [];

    /// <summary>One count list as text, such as <c>3 (age 2, expired 1)</c>.</summary>
    public static string Text(IReadOnlyDictionary<string, long> counts) => counts.Count == 0
        ? "0"
        : FormattableString.Invariant($"{counts.Values.Sum()} ({string.Join(", ", counts.Select(c => $"{c.Key} {c.Value}"))})");

    public void Tick()
    {
        if (time.GetElapsedTime(_since) >= Interval)
            Flush();
    }

    public void Flush()
    {
        var (skipped, dead) = (metrics.Skipped.Snapshot(), metrics.DeadLetters.Snapshot());
        var (newSkipped, newDead) = (Since(skipped, _skipped), Since(dead, _dead));
        if (newSkipped.Count + newDead.Count > 0)
            log.Losses(Math.Round(time.GetElapsedTime(_since).TotalSeconds, 1), Text(newSkipped), Text(newDead));
        _since = time.GetTimestamp();
        _skipped = new Dictionary<string, long>(skipped);
        _dead = new Dictionary<string, long>(dead);
    }

    private static Dictionary<string, long> Since(IReadOnlyDictionary<string, long> now, Dictionary<string, long> before) =>
        now.Select(c => KeyValuePair.Create(c.Key, c.Value - before.GetValueOrDefault(c.Key)))
            .Where(c => c.Value > 0)
            .ToDictionary();
}
