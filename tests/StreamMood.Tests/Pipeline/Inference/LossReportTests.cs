using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using StreamMood.Pipeline.Inference;

namespace StreamMood.Tests.Pipeline.Inference;

public sealed class LossReportTests
{
    [Fact]
    public void Tick_ManyLosses_IsOneLineEachTenSeconds()
    {
        using var metrics = new InferenceMetrics();
        var time = new FakeTimeProvider();
        var lines = new Lines();
        var report = new LossReport(metrics, time, lines);

        for (var i = 0; i < 35; i++)
            metrics.OnSkipped("lobby", InferenceMetrics.Age);
        metrics.OnDeadLetter("lobby", "truncated");
        report.Tick();
        Assert.Empty(lines);
        time.Advance(TimeSpan.FromSeconds(10));
        report.Tick();
        Assert.Equal("In the last 10 s: frames skipped 35 (age 35), dead letters 1 (truncated 1)", Assert.Single(lines));

        time.Advance(TimeSpan.FromSeconds(10));
        report.Tick();
        Assert.Single(lines);
        metrics.OnSkipped("lobby", InferenceMetrics.Age);
        report.Flush();
        Assert.Contains("skipped 1 (age 1), dead letters 0", lines[^1], StringComparison.Ordinal);
    }

    private sealed class Lines : List<string>, ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Add(formatter(state, exception));
    }
}
