using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace StreamMood.Cli.Operator;

/// <summary>
/// Lets a warning or error through a few times in a while and counts the rest, so that a fault that repeats with every frame fills
/// no disk; the next line of its kind, or the end, says how many were left out. Events tell by category and event id.
/// </summary>
internal sealed class RepeatLimit(ILoggerProvider inner, TimeProvider time) : ILoggerProvider
{
    /// <summary>Lines of one kind in a <see cref="Period"/>.</summary>
    public const int Most = 10;

    /// <summary>The while.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<(string Category, int Event), Kind> _kinds = new();

    /// <inheritdoc />
    public ILogger CreateLogger(string categoryName) => new Limited(this, categoryName, inner.CreateLogger(categoryName));

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var ((category, id), kind) in _kinds)
            if (kind.TakeLeftOut() is var count and > 0)
                inner.CreateLogger(category).Log(LogLevel.Warning, new EventId(id), count, null, (n, _) => $"{n} more like it were left out");
        inner.Dispose();
    }

    private sealed class Kind
    {
        private readonly Lock _gate = new();
        private long _since;
        private int _lines;
        private int _leftOut;

        /// <summary>How many were left out before; null when this one is too.</summary>
        public int? Pass(TimeProvider time)
        {
            lock (_gate)
            {
                if (_lines == 0 || time.GetElapsedTime(_since) >= Period)
                    (_since, _lines) = (time.GetTimestamp(), 0);
                if (++_lines > Most)
                {
                    _leftOut++;
                    return null;
                }

                var before = _leftOut;
                _leftOut = 0;
                return before;
            }
        }

        public int TakeLeftOut()
        {
            lock (_gate)
                return Interlocked.Exchange(ref _leftOut, 0);
        }
    }

    private sealed class Limited(RepeatLimit owner, string category, ILogger logger) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => logger.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logger.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel < LogLevel.Warning)
                logger.Log(logLevel, eventId, state, exception, formatter);
            else if (owner._kinds.GetOrAdd((category, eventId.Id), _ => new Kind()).Pass(owner._time) is { } before)
                logger.Log(logLevel, eventId, state, exception, before == 0 ? formatter : (s, e) => $"{formatter(s, e)} ({before} more like it were left out)");
        }
    }

    private readonly TimeProvider _time = time;
}
