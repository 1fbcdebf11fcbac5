using StreamMood.Contracts;

namespace StreamMood.Cli.Commands.Models;

/// <summary>Models that are named to be compared.</summary>
internal static class ModelNames
{
    /// <summary>The names given with an option, each once.</summary>
    /// <exception cref="UserErrorException">When one stands there twice.</exception>
    public static IReadOnlyList<string> Once(string option, IReadOnlyList<string> names) =>
        names.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice ? throw new UserErrorException($"{option} names '{twice.Key}' twice") : names;
}
