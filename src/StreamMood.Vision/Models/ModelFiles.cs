using StreamMood.Contracts;

namespace StreamMood.Vision.Models;

/// <summary>Finds model files: a path, or the name of a model that travels with the executable in <c>models/</c>.</summary>
public static class ModelFiles
{
    /// <summary>The bundled face detector.</summary>
    public const string DefaultDetector = "streammood-detector";

    /// <summary>The bundled emotion classifier.</summary>
    public const string DefaultEmotion = "streammood-emotion-small";

    /// <summary>The bundled face generator.</summary>
    public const string DefaultGenerator = "streammood-generator";

    /// <summary>The folder of the bundled models.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "models");

    /// <summary>Names of the bundled models, sorted.</summary>
    public static IReadOnlyList<string> Bundled { get; } = List();

    /// <summary>The path of a model.</summary>
    /// <param name="nameOrPath">A bundled model's name, or a file; a bundled name wins.</param>
    /// <exception cref="UserErrorException">When it is neither.</exception>
    public static string Resolve(string nameOrPath)
    {
        if (Bundled.Contains(nameOrPath))
            return Path.Combine(Folder, nameOrPath + ".onnx");
        if (File.Exists(nameOrPath))
            return Path.GetFullPath(nameOrPath);
        var bundled = Bundled.Count > 0 ? string.Join(", ", Bundled) : "none in " + Folder;
        throw new UserErrorException($"model '{nameOrPath}' is neither a file nor a bundled model (bundled: {bundled})");
    }

    /// <summary>The SHA-256 that a bundled model was released with, lower-case hexadecimal; null when none is recorded.</summary>
    public static string? ReleasedSha256(string name)
    {
        var sums = Path.Combine(Folder, "SHA256SUMS");
        if (!File.Exists(sums))
            return null;
        var line = File.ReadLines(sums).FirstOrDefault(l => l.EndsWith($"  {name}.onnx", StringComparison.Ordinal));
        return line?.Split(' ')[0];
    }

    private static string[] List() =>
        Directory.Exists(Folder)
            ? [.. Directory.EnumerateFiles(Folder, "*.onnx").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)]
            : [];
}
