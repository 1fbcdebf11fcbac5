using System.CommandLine;
using StreamMood.Cli.Configuration;
using StreamMood.Contracts;

namespace StreamMood.Cli.Commands;

/// <summary>The <c>--duration</c> of verbs that otherwise run until Ctrl-C.</summary>
internal static class Durations
{
    // A timer cannot wait longer than 2^32 ms.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(49);

    /// <summary>Reads the option; null when it is not given.</summary>
    /// <exception cref="UserErrorException">When it is no positive time, or longer than 49 days.</exception>
    public static TimeSpan? Read(ParseResult parse, Option<string?> option)
    {
        if (parse.GetValue(option) is not { } text)
            return null;
        return SettingText.TryReadDuration(text, out var duration) && duration > TimeSpan.Zero && duration <= Longest
            ? duration
            : throw new UserErrorException($"{option.Name} '{text}' must be a time above zero and up to 49d, such as 30 or 5min");
    }

    /// <summary>A source that is cancelled when the time is up or <paramref name="cancellationToken"/> is.</summary>
    public static CancellationTokenSource Timer(TimeSpan? limit, CancellationToken cancellationToken)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (limit is { } span)
            source.CancelAfter(span);
        return source;
    }
}
