using System.CommandLine;
using System.Globalization;

namespace StreamMood.Cli.Commands;

/// <summary>Bounds of an option that is a number.</summary>
internal static class NumberRange
{
    /// <summary>Refuses what is no number from <paramref name="least"/> to <paramref name="most"/>, both included.</summary>
    public static Option<T> Within<T>(this Option<T> option, double least, double most)
    {
        // The token is looked at, because asking for the value of what is no number throws.
        option.Validators.Add(r =>
        {
            if (r.Tokens.Count > 0 && !(double.TryParse(r.Tokens[^1].Value, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most))
                r.AddError(string.Create(CultureInfo.InvariantCulture, $"{option.Name} must lie between {least} and {most}"));
        });
        return option;
    }
}
