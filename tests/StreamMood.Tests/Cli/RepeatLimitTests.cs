using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using StreamMood.Cli.Operator;

namespace StreamMood.Tests.Cli;

public sealed class RepeatLimitTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly Lines _lines = new();

    public void Dispose() => _lines.Dispose();

    [Fact]
    public void Log_AFaultThatRepeats_PassesAFewTimesAndSaysHowManyWereLeftOut()
    {
        var log = Log(new RepeatLimit(_lines, _time));
        for (var i = 0; i < 100; i++)
            log(LogLevel.Warning, 1204, "frame failed");
        Assert.Equal(RepeatLimit.Most, _lines.Count);
        _time.Advance(RepeatLimit.Period);
        log(LogLevel.Warning, 1204, "frame failed");
        Assert.Equal($"frame failed ({100 - RepeatLimit.Most} more like it were left out)", _lines[^1]);
    }

    [Fact]
    public void Log_OtherEventsAndInformation_AreNotHeldBackByIt()
    {
        var log = Log(new RepeatLimit(_lines, _time));
        for (var i = 0; i < 100; i++)
        {
            log(LogLevel.Error, 1, "a");
            log(LogLevel.Information, 2, "b");
        }

        log(LogLevel.Error, 3, "c");
        Assert.Equal(RepeatLimit.Most + 100 + 1, _lines.Count);
    }

    [Fact]
    public void Dispose_SomeLeftOut_SaysSo()
    {
        var limit = new RepeatLimit(_lines, _time);
        var log = Log(limit);
        for (var i = 0; i < RepeatLimit.Most + 5; i++)
            log(LogLevel.Error, 1, "a");
        limit.Dispose();
        Assert.Equal("5 more like it were left out", _lines[^1]);
    }

    private static Action<LogLevel, int, string> Log(RepeatLimit limit)
    {
        var logger = limit.CreateLogger("test");
        return (level, id, text) => logger.Log(level, new EventId(id), text, null, (s, _) => s);
    }

    private sealed class Lines : List<string>, ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Add(formatter(state, exception));
    }
}
