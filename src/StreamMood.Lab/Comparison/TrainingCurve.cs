using System.Text.Json;
using System.Text.Json.Serialization;
using StreamMood.Vision.Models;

namespace StreamMood.Lab.Comparison;

/// <summary>
/// How a network learnt, epoch by epoch: <c>NAME.curve.json</c> beside a model's file, which <c>src/training/curve.py</c> writes from the
/// trainer's log.
/// </summary>
/// <param name="Model"><c>name@version</c>.</param>
/// <param name="Sha256">Of the model's file that came out.</param>
/// <param name="Series">What was measured after each epoch.</param>
public sealed record TrainingCurve(string Model, string Sha256, IReadOnlyList<TrainingSeries> Series)
{
    /// <summary>The curve of a model; null, with a note, where there is none.</summary>
    /// <param name="model">The model.</param>
    /// <param name="notes">Takes a line where the curve is another file's or unreadable.</param>
    internal static TrainingCurve? Find(ModelInfo model, List<string> notes)
    {
        var path = Path.ChangeExtension(model.Path, ".curve.json");
        if (!File.Exists(path))
            return null;
        try
        {
            var curve = JsonSerializer.Deserialize(File.ReadAllText(path), CurveJson.Default.TrainingCurve);
            if (curve is not { Series: { Count: > 0 } series } || series.Any(s => s is not { Name: not null, Points.Count: > 0 } || s.Points.Any(p => p is not { Count: 2 })))
                throw new JsonException("expected model, sha256, and series of a name and points [epoch, value]");
            if (curve.Sha256 == model.Sha256)
                return curve;
            notes.Add($"{path} is the learning curve of another file ({curve.Model}) and left out");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            notes.Add($"{path} is no learning curve and left out: {e.Message}");
        }

        return null;
    }
}

/// <summary>One line of a learning curve.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Points">Pairs of epoch, from 1, and value.</param>
public sealed record TrainingSeries(string Name, IReadOnlyList<IReadOnlyList<double>> Points);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TrainingCurve))]
internal sealed partial class CurveJson : JsonSerializerContext;
