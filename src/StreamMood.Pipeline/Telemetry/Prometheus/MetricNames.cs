using System.Text;

namespace StreamMood.Pipeline.Telemetry.Prometheus;

/// <summary>
/// An instrument's name and unit as Prometheus has them, after OpenTelemetry's "Prometheus and OpenMetrics Compatibility": dots
/// become underscores, the unit a suffix in words, and a counter ends with <c>_total</c>.
/// </summary>
internal sealed record MetricName(string Family, string? Unit)
{
    /// <summary>The name of an instrument.</summary>
    /// <param name="name">Such as <c>streammood.inference.stage.duration</c>.</param>
    /// <param name="unit">UCUM, such as <c>s</c>, <c>By</c>, <c>1</c> or <c>{frame}</c>.</param>
    /// <param name="isGauge">Whether a <c>1</c> means a ratio.</param>
    public static MetricName Of(string name, string? unit, bool isGauge)
    {
        var text = new StringBuilder(name.Length + 16);
        foreach (var c in name)
            text.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
        var word = unit switch
        {
            "s" => "seconds",
            "By" => "bytes",
            "Hz" => "hertz",
            "1" when isGauge => "ratio",
            _ => null,
        };
        var family = text.ToString();
        if (word is not null && !family.EndsWith("_" + word, StringComparison.Ordinal))
            family += "_" + word;
        return new MetricName(family, word);
    }
}
