using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace StreamMood.Pipeline.Http;

/// <summary>
/// The loggers that the web server gets: ours, but no more than warnings of ASP.NET whatever the level, because below that it quotes
/// addresses, and a browser's first address carries the token.
/// </summary>
/// <param name="inner">Takes what is left.</param>
internal sealed class HttpLoggers(ILoggerFactory inner) : ILoggerFactory
{
    // A line with the query string for each request, and what the host says of a start that fails, which we say in one line.
    private static readonly string[] Silent = ["Microsoft.AspNetCore.Hosting.Diagnostics", "Microsoft.Extensions.Hosting", "Microsoft.Hosting"];

    public ILogger CreateLogger(string categoryName)
    {
        if (Silent.Any(s => IsWithin(categoryName, s)))
            return NullLogger.Instance;
        var logger = inner.CreateLogger(categoryName);
        return IsWithin(categoryName, "Microsoft.AspNetCore") ? new Warnings(logger) : logger;
    }

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    /// <summary>Nothing: the loggers are not ours.</summary>
    public void Dispose()
    {
    }

    private static bool IsWithin(string category, string parent) =>
        category.StartsWith(parent, StringComparison.Ordinal) && (category.Length == parent.Length || category[parent.Length] == '.');

    private sealed class Warnings(ILogger inner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning && inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                inner.Log(logLevel, eventId, state, exception, formatter);
        }
    }
}
