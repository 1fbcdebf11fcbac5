using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using StreamMood.Contracts;
using StreamMood.Vision.Alignment;

namespace StreamMood.Vision.Models;

/// <summary>Reads <c>streammood.*</c> metadata and shapes of one model file; what is missing or wrong is refused by name.</summary>
internal sealed class ModelMetadataText(string path, InferenceSession session)
{
    private const string Prefix = "streammood.";
    private readonly Dictionary<string, string> _values = session.ModelMetadata.CustomMetadataMap;

    public string Path { get; } = path;

    public string? Find(string key) => _values.GetValueOrDefault(Prefix + key);

    public string Text(string key) =>
        Find(key) is { Length: > 0 } value ? value : throw Refuse($"its metadata lacks '{Prefix}{key}'");

    public float Number(string key, float? fallback = null)
    {
        if (Find(key) is null && fallback is { } value)
            return value;
        var numbers = Numbers(key);
        return numbers.Length == 1 ? numbers[0] : throw Refuse($"'{Prefix}{key}' is '{Text(key)}', expected one number");
    }

    public float[] Numbers(string key)
    {
        var text = Text(key);
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        var numbers = new float[parts.Length];
        for (var i = 0; i < parts.Length; i++)
            if (!float.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !float.IsFinite(numbers[i]))
                throw Refuse($"'{Prefix}{key}' is '{text}', expected numbers with commas between");
        return numbers;
    }

    /// <summary>Insists that the file declares itself as <paramref name="kind"/>.</summary>
    public void RequireKind(ModelKind kind)
    {
        var expected = kind.ToString().ToLowerInvariant();
        if (Find("kind") is not { } found)
            throw Refuse($"its metadata lacks '{Prefix}kind'; expected {Article(expected)} model ({Prefix}kind={expected}), found {Signature()}");
        if (found != expected)
            throw Refuse($"it is {Article(found)} model; expected {Article(expected)} model ({Prefix}kind={expected})");
    }

    /// <summary>The name of the only input; null when there are several.</summary>
    public string? SingleInput => session.InputMetadata.Count == 1 ? session.InputNames[0] : null;

    /// <summary>The name of the only output; null when there are several.</summary>
    public string? SingleOutput => session.OutputMetadata.Count == 1 ? session.OutputNames[0] : null;

    public bool HasOutputs(IEnumerable<string> names) => names.All(session.OutputMetadata.ContainsKey);

    /// <summary>The shape of a float input, unknown sides as −1.</summary>
    public int[] Input(string name, int rank) => Shape(session.InputMetadata, "input", name, rank);

    /// <summary>The shape of a float output, unknown sides as −1.</summary>
    public int[] Output(string name, int rank) => Shape(session.OutputMetadata, "output", name, rank);

    /// <summary>The face template.</summary>
    public FaceTemplate Template()
    {
        try
        {
            return FaceTemplate.From(Numbers("template"));
        }
        catch (ArgumentException e)
        {
            throw Refuse($"'{Prefix}template' is '{Text("template")}': {e.Message}");
        }
    }

    public ModelInfo Info(ModelKind kind, ModelSession model) => new(
        kind,
        Find("name") ?? System.IO.Path.GetFileNameWithoutExtension(Path),
        Find("version") ?? model.Sha256[..12],
        Path, model.Sha256, model.Bytes);

    /// <summary>Inputs and outputs in words.</summary>
    public string Signature() => $"inputs {Describe(session.InputMetadata)} and outputs {Describe(session.OutputMetadata)}";

    public UserErrorException Refuse(string why) => new($"{Path} is not usable: {why}");

    private static string Article(string noun) => noun.Length > 0 && "aeiou".Contains(noun[0], StringComparison.Ordinal) ? $"an {noun}" : $"a {noun}";

    private static string Describe(IReadOnlyDictionary<string, NodeMetadata> nodes) => string.Join(
        ", ", nodes.Take(4).Select(n => $"{n.Key} [{string.Join(",", n.Value.Dimensions)}]")) + (nodes.Count > 4 ? $" and {nodes.Count - 4} more" : "");

    private int[] Shape(IReadOnlyDictionary<string, NodeMetadata> nodes, string what, string name, int rank)
    {
        if (!nodes.TryGetValue(name, out var node))
            throw Refuse($"it has no {what} '{name}'; found {Signature()}");
        if (!node.IsTensor || node.ElementType != typeof(float) || node.Dimensions.Length != rank)
            throw Refuse($"its {what} '{name}' is {node.ElementType?.Name} [{string.Join(",", node.Dimensions)}]; expected float with {rank} dimensions");
        return node.Dimensions;
    }
}
