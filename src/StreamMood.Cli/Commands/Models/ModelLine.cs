using System.Text.Json.Serialization;
using StreamMood.Contracts;
using StreamMood.Vision.Models;

namespace StreamMood.Cli.Commands.Models;

/// <summary>One model as <c>models list --json</c> prints it.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Kind">detector, emotion or generator.</param>
/// <param name="Bytes">Size of the file; null where its publisher does not state it and it is not here.</param>
/// <param name="Sha256">SHA-256 that the file must have; null where its publisher pins it otherwise and it is not here.</param>
/// <param name="Bundled">Whether it travels with StreamMood.</param>
/// <param name="Default">Whether it is used unless another is named; of emotion classifiers, on the CPU.</param>
/// <param name="Installed">Whether its file is here.</param>
/// <param name="Licence">Its terms.</param>
/// <param name="DefaultOnGpu">As <paramref name="Default"/>, where models run on a GPU.</param>
internal sealed record ModelLine(
    string Name, string Kind, long? Bytes, string? Sha256, bool Bundled, bool Default, bool Installed, string Licence, bool DefaultOnGpu)
{

    /// <summary>Where a public model comes from, and how its file is recognised; null for bundled ones.</summary>
    [JsonIgnore]
    public PublicModel? Public { get; private init; }

    /// <summary>The model's file, whether it exists or not.</summary>
    [JsonIgnore]
    public string Path => Public is { } model ? ModelFiles.PulledPath(model) : System.IO.Path.Combine(ModelFiles.Folder, Name + ".onnx");

    /// <summary>The model card of a bundled model.</summary>
    [JsonIgnore]
    public string Card => System.IO.Path.ChangeExtension(Path, ".md");

    /// <summary>Bundled models, then public ones, each by name.</summary>
    public static IEnumerable<ModelLine> All() => [.. ModelFiles.Bundled.Select(OfBundled), .. PublicModels.All.Select(OfPublic)];

    /// <summary>The model of a name.</summary>
    /// <exception cref="UserErrorException">When there is none.</exception>
    public static ModelLine Find(string name) => All().FirstOrDefault(m => m.Name == name)
        ?? throw new UserErrorException($"model '{name}' is unknown; 'streammood models list' names them");

    /// <summary>Compares the file with the checksum that it must have.</summary>
    public ModelVerdict Verify()
    {
        if (!File.Exists(Path))
            return new ModelVerdict(Name, false, $"is not here; fetch it with: streammood models pull {Name}");
        var file = File.ReadAllBytes(Path);
        var sum = Checksums.Sha256(file);
        if (Public is { } model)
            return model.Is(sum, Checksums.GitBlob(file))
                ? new ModelVerdict(Name, true, null)
                : new ModelVerdict(Name, false, $"differs from its publisher's ({model.Pinned}); delete {Path} and pull it again");
        return sum == Sha256
            ? new ModelVerdict(Name, true, null)
            : new ModelVerdict(Name, false, Sha256 is null ? "has no recorded checksum" : $"differs from the released one (sha256 {Sha256}); restore {Path}");
    }

    /// <summary>What is known of it, a line each.</summary>
    public IEnumerable<string> Describe()
    {
        yield return $"{Name}: {Kind}, {Licence}";
        yield return Installed ? $"file: {Path}" : "not here; fetch it with: streammood models pull " + Name;
        if (Public is not { } model)
            yield break;
        yield return $"published accuracy: {model.Published}";
        yield return $"address: {model.Address}";
        yield return $"checksum: {model.Pinned}";
        if (model.Remark is { } remark)
            yield return $"mind: {remark}";
    }

    private static ModelLine OfBundled(string name)
    {
        var path = System.IO.Path.Combine(ModelFiles.Folder, name + ".onnx");
        return new ModelLine(
            name, Word(KindOf(name)), new FileInfo(path).Length, ModelFiles.ReleasedSha256(name), true, IsDefault(name, "cpu"), true, "Apache-2.0", IsDefault(name, "cuda"));
    }

    private static ModelLine OfPublic(PublicModel model)
    {
        var path = ModelFiles.Pulled(model);
        return new ModelLine(
            model.Name, Word(model.Kind), path is null ? model.Bytes : new FileInfo(path).Length, model.Sha256, false, false, path is not null, model.Licence, false)
        {
            Public = model,
        };
    }

    private static bool IsDefault(string name, string provider) =>
        name == ModelFiles.DefaultDetector || name == ModelFiles.DefaultGenerator || name == ModelFiles.Emotion(ModelFiles.Auto, provider);

    // Bundled files are named after what they are for; opening each to ask would make a list cost a second.
    private static ModelKind KindOf(string name) =>
        name.Contains("detector", StringComparison.Ordinal) ? ModelKind.Detector
        : name.Contains("generator", StringComparison.Ordinal) ? ModelKind.Generator
        : ModelKind.Emotion;

    private static string Word(ModelKind kind) => kind.ToString().ToLowerInvariant();
}

/// <summary>Whether a model's file is the one it should be.</summary>
/// <param name="Name">The model.</param>
/// <param name="Ok">Whether the checksum is right.</param>
/// <param name="Problem">What is wrong and what to do.</param>
internal sealed record ModelVerdict(string Name, bool Ok, string? Problem);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ModelLine))]
[JsonSerializable(typeof(ModelVerdict))]
internal sealed partial class ModelsJson : JsonSerializerContext;
