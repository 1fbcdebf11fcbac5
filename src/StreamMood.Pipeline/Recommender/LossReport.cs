using Microsoft.Extensions.Logging;

namespace StreamMood.Pipeline.Recommender;

/// <summary>One line about what went wrong in the last seconds, instead of one an event; none when nothing did.</summary>
internal sealed class LossReport(RecommenderMetrics metrics, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private long _reportedAt = time.GetTimestamp();
    private Counts _reported = Read(metrics);

    /// <summary>Reports when it is time to and there is something to tell.</summary>
    public void Tick()
    {
        var passed = time.GetElapsedTime(_reportedAt);
        if (passed < Interval)
            return;
        _reportedAt = time.GetTimestamp();
        var now = Read(metrics);
        if (now == _reported)
            return;
        log.Losses(
            Math.Round(passed.TotalSeconds), now.DeadLetters - _reported.DeadLetters, now.Late - _reported.Late,
            now.Ahead - _reported.Ahead, now.Behind - _reported.Behind);
        _reported = now;
    }

    private static Counts Read(RecommenderMetrics metrics) =>
        new(metrics.DeadLetters, metrics.Late, metrics.ClockAhead, metrics.ClockBehind);

    private readonly record struct Counts(long DeadLetters, long Late, long Ahead, long Behind);
}
