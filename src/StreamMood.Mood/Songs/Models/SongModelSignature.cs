using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using StreamMood.Contracts;
using StreamMood.Contracts.Events;

namespace StreamMood.Mood.Songs.Models;

/// <summary>How a song model is called: its inputs, the order of its outputs, and what it says about itself.</summary>
internal sealed class SongModelSignature
{
    private static readonly string[] KnownOutputs = ["probabilities", "output_probability", "Score.output", "Score"];
    private readonly List<(string Name, int Feature, bool IsText)> _columns = [];
    private string? _whole;

    public required IReadOnlyList<SongFeature> Features { get; init; }

    public required IReadOnlySet<string> Optional { get; init; }

    public required string Output { get; init; }

    /// <summary>For each column of the output its place among happy, energetic, calm, sad.</summary>
    public required int[] Places { get; init; }

    public string? Name { get; init; }

    public string? Version { get; init; }

    public string? Data { get; init; }

    /// <summary>Reads the signature of a model.</summary>
    /// <exception cref="UserErrorException">When it cannot be called as a song model.</exception>
    public static SongModelSignature Of(InferenceSession session, string path)
    {
        var metadata = session.ModelMetadata.CustomMetadataMap;
        if (metadata.GetValueOrDefault("streammood.kind") is { } kind && kind != "songs")
            throw Refuse($"it is of kind '{kind}'; expected a song model (streammood.kind=songs)");
        var optional = List("streammood.optional") ?? [];
        var output = session.OutputMetadata.Where(o => o.Value.IsTensor && o.Value.ElementType == typeof(float) && o.Value.Dimensions.Length == 2
                && o.Value.Dimensions[1] is -1 or SongModel.Classes)
            .OrderBy(o => Array.IndexOf(KnownOutputs, o.Key) is var at and >= 0 ? at : KnownOutputs.Length).Select(o => o.Key).FirstOrDefault()
            ?? throw Refuse($"it has no float output [n, 4]; found {string.Join(", ", session.OutputMetadata.Keys)} (skl2onnx: convert with zipmap=False)");
        var labels = List("streammood.labels") ?? [SongCategory.Calm.Name(), SongCategory.Energetic.Name(), SongCategory.Happy.Name(), SongCategory.Sad.Name()];
        var places = Array.ConvertAll(labels, l => Array.FindIndex(SongCategories.Songs.ToArray(), c => c.Name().Equals(l, StringComparison.OrdinalIgnoreCase)));
        if (places.Length != SongModel.Classes || places.Distinct().Count() != SongModel.Classes || places.Contains(-1))
            throw Refuse($"streammood.labels is '{string.Join(',', labels)}'; expected happy, energetic, calm and sad in the order of its output");
        var whole = session.InputMetadata.Count == 1 && session.InputMetadata.First().Value is { IsTensor: true } only
            && only.ElementType == typeof(float) && only.Dimensions is [_, not 1];
        var features = List("streammood.features") ?? (whole
            ? throw Refuse("its metadata lacks 'streammood.features', the names of its input's columns in order")
            : [.. session.InputMetadata.Keys.Where(k => SongFeatures.IndexOf(k) >= 0)]);
        if (features.FirstOrDefault(f => SongFeatures.IndexOf(f) < 0) is { } unknown)
            throw Refuse($"it wants the feature '{unknown}'; known are {string.Join(", ", SongFeatures.All.Select(f => f.Name))}");
        var signature = new SongModelSignature
        {
            Features = [.. features.Select(f => SongFeatures.All[SongFeatures.IndexOf(f)])],
            Optional = optional.ToHashSet(StringComparer.Ordinal),
            Output = output,
            Places = places,
            Name = metadata.GetValueOrDefault("streammood.name"),
            Version = metadata.GetValueOrDefault("streammood.version"),
            Data = metadata.GetValueOrDefault("streammood.data"),
        };
        if (whole)
        {
            (signature._whole, var sides) = (session.InputNames[0], session.InputMetadata.First().Value.Dimensions);
            if (sides.Length != 2 || (sides[1] >= 0 && sides[1] != features.Length))
                throw Refuse($"its input is [{string.Join(",", sides)}] but streammood.features names {features.Length}");
            return signature;
        }

        foreach (var (name, node) in session.InputMetadata)
        {
            var feature = Array.FindIndex(features, f => SongFeatures.IndexOf(f) == SongFeatures.IndexOf(name) && SongFeatures.IndexOf(name) >= 0);
            // ML.NET keeps the training label among the inputs; it has no effect on the scores.
            if (!node.IsTensor || (node.ElementType != typeof(float) && node.ElementType != typeof(string)) || (feature >= 0 && node.ElementType != typeof(float)))
                throw Refuse($"its input '{name}' is {node.ElementType?.Name}; expected float [n, d], or float [n, 1] a feature");
            signature._columns.Add((name, feature, node.ElementType == typeof(string)));
        }

        return signature.Features.Count > 0 ? signature : throw Refuse($"none of its inputs ({string.Join(", ", session.InputMetadata.Keys)}) is a known feature");

        string[]? List(string key) => metadata.GetValueOrDefault(key)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        UserErrorException Refuse(string why) => new($"song model {path} is not usable: {why}");
    }

    /// <summary>The inputs for some rows.</summary>
    public IReadOnlyCollection<NamedOnnxValue> Inputs(Memory<float> rows)
    {
        var n = rows.Length / Features.Count;
        if (_whole is not null)
            return [NamedOnnxValue.CreateFromTensor(_whole, new DenseTensor<float>(rows, [n, Features.Count]))];
        return [.. _columns.Select(c => c.IsText
            ? NamedOnnxValue.CreateFromTensor(c.Name, new DenseTensor<string>(Enumerable.Repeat("", n).ToArray(), [n, 1]))
            : NamedOnnxValue.CreateFromTensor(c.Name, Column(rows.Span, c.Feature, n)))];
    }

    private DenseTensor<float> Column(ReadOnlySpan<float> rows, int feature, int n)
    {
        var values = new float[n];
        for (var i = 0; feature >= 0 && i < n; i++)
            values[i] = rows[i * Features.Count + feature];
        return new DenseTensor<float>(values, [n, 1]);
    }
}
