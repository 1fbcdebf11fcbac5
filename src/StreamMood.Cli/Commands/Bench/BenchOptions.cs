using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace StreamMood.Cli.Commands.Bench;

/// <summary>Options that several benches share.</summary>
internal static class BenchOptions
{
    public static Option<int> Cameras(int fallback) => Number("--cameras", "N", $"Cameras that send frames. Default {fallback}.", fallback, 1, 2000);

    public static Option<int> Workers() => Number("--workers", "W", "Workers of one group in this process, which share the cores. Default 1.", 1, 1, 64);

    public static Option<double> Seconds(double fallback) => Number("--seconds", "S",
        string.Create(CultureInfo.InvariantCulture, $"How long to measure. Default {fallback}."), fallback, 1, 3600);

    public static Option<bool> Json() => new("--json") { Description = "The report as one JSON object." };

    public static Option<T> Number<T>(string name, string help, string description, T fallback, T least, T most)
        where T : struct, INumber<T> => new Option<T>(name) { HelpName = help, Description = description, DefaultValueFactory = _ => fallback }
            .Within(double.CreateChecked(least), double.CreateChecked(most));
}
