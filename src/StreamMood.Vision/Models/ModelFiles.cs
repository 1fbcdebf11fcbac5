using StreamMood.Contracts;

namespace StreamMood.Vision.Models;

/// <summary>
/// Finds model files: a path, the name of a model that travels with the executable in <c>models/</c>, or that of a public model
/// that was pulled.
/// </summary>
public static class ModelFiles
{
    /// <summary>The bundled face detector.</summary>
    public const string DefaultDetector = "streammood-detector";

    /// <summary>The bundled emotion classifier, as it is chosen for the CPU.</summary>
    public const string DefaultEmotion = "streammood-emotion-small";

    /// <summary>The bundled emotion classifier that is chosen where it runs on a GPU.</summary>
    public const string LargeEmotion = "streammood-emotion-large";

    /// <summary>Stands for a bundled emotion classifier; which one, the provider decides: see <see cref="Emotion"/>.</summary>
    public const string Auto = "auto";

    /// <summary>The bundled face generator.</summary>
    public const string DefaultGenerator = "streammood-generator";

    /// <summary>The folder of the bundled models.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "models");

    /// <summary>The folder of pulled models: <c>streammood/models</c> in the user's data folder (<c>XDG_DATA_HOME</c>).</summary>
    public static string PulledFolder { get; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "streammood", "models");

    /// <summary>Names of the bundled models, sorted.</summary>
    public static IReadOnlyList<string> Bundled { get; } = List();

    /// <summary>The emotion classifier that a name stands for where models run on a provider.</summary>
    /// <param name="nameOrPath"><see cref="Auto"/>, or what <see cref="Resolve"/> takes, which is given back.</param>
    /// <param name="provider"><c>cpu</c> or <c>cuda</c>, as it is really in use.</param>
    public static string Emotion(string nameOrPath, string provider) =>
        nameOrPath != Auto ? nameOrPath : provider == "cuda" ? LargeEmotion : DefaultEmotion;

    /// <summary>The path of a model.</summary>
    /// <param name="nameOrPath">A bundled model's name, a file, or a pulled model's name; a bundled name wins.</param>
    /// <exception cref="UserErrorException">When it is neither.</exception>
    public static string Resolve(string nameOrPath)
    {
        if (Bundled.Contains(nameOrPath))
            return Path.Combine(Folder, nameOrPath + ".onnx");
        if (File.Exists(nameOrPath))
            return Path.GetFullPath(nameOrPath);
        if (PublicModels.Find(nameOrPath) is { } known)
            return Pulled(known) ?? throw new UserErrorException(
                $"model '{nameOrPath}' is a public model that is not here yet; fetch it with: streammood models pull {nameOrPath}");
        var bundled = Bundled.Count > 0 ? string.Join(", ", Bundled) : "none in " + Folder;
        throw new UserErrorException($"model '{nameOrPath}' is neither a file nor a bundled model (bundled: {bundled})");
    }

    /// <summary>Where a public model lies once it was pulled; null when it was not.</summary>
    public static string? Pulled(PublicModel model)
    {
        var path = PulledPath(model);
        return File.Exists(path) ? path : null;
    }

    /// <summary>Where a public model is put when it is pulled.</summary>
    public static string PulledPath(PublicModel model) => Path.Combine(PulledFolder, model.Name + ".onnx");

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
