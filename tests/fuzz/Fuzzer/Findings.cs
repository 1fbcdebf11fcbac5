using System.Globalization;

namespace StreamMood.Fuzzing;

/// <summary>Writes a finding down: a line on stderr, and its input and what happened in files.</summary>
internal static class Findings
{
    public static void Write(string folder, string target, int seed, long number, string what)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{target}-{seed}-{number}");
        using (var open = FuzzTargets.Open(target, seed))
            File.WriteAllBytes(Path.Combine(folder, name + ".input"), open.Input(number));
        File.WriteAllText(Path.Combine(folder, name + ".txt"), what + "\n");
        Console.Error.WriteLine($"finding {name}: {what.Split('\n')[0]} (again: tests/fuzz/run --target {target} --seed {seed} --case {number})");
    }
}
