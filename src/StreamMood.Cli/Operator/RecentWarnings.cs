using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace StreamMood.Cli.Operator;

/// <summary>Keeps the last warnings for the bottom of a live view, where log lines on the same terminal would tear it.</summary>
internal sealed class RecentWarnings(TimeProvider time) : ILoggerProvider
{
    private const int Kept = 3;
    private readonly ConcurrentQueue<string> _lines = new();

    /// <summary>Oldest first, at most three.</summary>
    public IReadOnlyList<string> Lines => [.. _lines];

    /// <inheritdoc />
    public ILogger CreateLogger(string categoryName) => new Collector(this);

    /// <inheritdoc />
    public void Dispose()
    {
    }

    private void Add(string line)
    {
        _lines.Enqueue($"{time.GetUtcNow().UtcDateTime:HH:mm:ss} {line.Split('\n')[0]}");
        while (_lines.Count > Kept)
            _lines.TryDequeue(out _);
    }

    private sealed class Collector(RecentWarnings owner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                owner.Add(formatter(state, exception));
        }
    }
}
