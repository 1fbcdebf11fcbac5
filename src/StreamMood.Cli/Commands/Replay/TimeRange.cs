using System.CommandLine;
using System.Globalization;
using StreamMood.Cli.Configuration;
using StreamMood.Contracts;

namespace StreamMood.Cli.Commands.Replay;

/// <summary>The <c>--from</c> and <c>--to</c> of what is replayed; each a point in time or how long ago it was.</summary>
internal sealed class TimeRange
{
    private readonly Option<string?> _from = new("--from")
    {
        HelpName = "TIME", Description = "Published at this time or later: 2026-11-22T19:00:00Z, or how long ago, such as 10min. Default: all that is there.",
    };

    private readonly Option<string?> _to = new("--to") { HelpName = "TIME", Description = "Published before this time. Default: now." };

    public static TimeRange For(Command command)
    {
        var range = new TimeRange();
        command.Options.Add(range._from);
        command.Options.Add(range._to);
        return range;
    }

    /// <exception cref="UserErrorException">When a time cannot be read, or the range is empty.</exception>
    public (DateTimeOffset? From, DateTimeOffset? To) Read(ParseResult parse, TimeProvider time)
    {
        var (from, to) = (Read(parse, _from, time), Read(parse, _to, time));
        return from is null || to is null || from < to ? (from, to) : throw new UserErrorException($"--from {from:O} is not before --to {to:O}");
    }

    private static DateTimeOffset? Read(ParseResult parse, Option<string?> option, TimeProvider time)
    {
        if (parse.GetValue(option) is not { } text)
            return null;
        if (SettingText.TryReadDuration(text, out var ago) && ago >= TimeSpan.Zero && ago < TimeSpan.FromDays(36500))
            return time.GetUtcNow() - ago;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? at
            : throw new UserErrorException($"{option.Name} '{text}' is neither a time such as 2026-11-22T19:00:00Z nor how long ago, such as 10min");
    }
}
