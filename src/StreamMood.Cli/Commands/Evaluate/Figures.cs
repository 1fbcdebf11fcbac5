using System.Globalization;

namespace StreamMood.Cli.Commands.Evaluate;

/// <summary>How figures are written in tables.</summary>
internal static class Figures
{
    /// <summary>A share as per cent with one decimal.</summary>
    public static string Percent(double? share) => share is { } value ? (value * 100).ToString("0.0", CultureInfo.InvariantCulture) : "–";

    /// <summary>A number with three decimals.</summary>
    public static string Number(double? value, string format = "0.000") => value?.ToString(format, CultureInfo.InvariantCulture) ?? "–";

    public static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);
}
