using StreamMood.Contracts.Events;
using StreamMood.Lab.Datasets;
using StreamMood.Lab.Metrics;
using StreamMood.Vision.Emotions;
using StreamMood.Vision.Models;

namespace StreamMood.Lab.Evaluation;

/// <summary>What one model said about the pictures of a split, in the classes of its label set.</summary>
internal sealed class EmotionRun
{
    /// <param name="model">Which model.</param>
    /// <param name="readout">After which convention it read.</param>
    /// <param name="dataset">The pictures.</param>
    /// <param name="scores">The eight probabilities a picture.</param>
    /// <param name="found">Whether a face was found, a picture; the others take part in nothing.</param>
    /// <param name="seconds">What cutting and classifying took.</param>
    public EmotionRun(
        ModelInfo model, EmotionReadout readout, EmotionDataset dataset, ReadOnlySpan<EmotionScores> scores, ReadOnlySpan<bool> found, double seconds)
    {
        (Model, Readout, Dataset, Classes) = (model, readout, dataset, dataset.Labels.Classes());
        Pictures = PlacesOf(found);
        FacesPerSecond = Pictures.Length / Math.Max(seconds, 1e-9);
        Probabilities = new float[Pictures.Length * Classes.Count];
        (Truth, Predicted, Correct, Confidence) =
            (new int[Pictures.Length], new int[Pictures.Length], new bool[Pictures.Length], new float[Pictures.Length]);
        for (var i = 0; i < Pictures.Length; i++)
        {
            var row = Probabilities.AsSpan(i * Classes.Count, Classes.Count);
            Restrict(scores[Pictures[i]], Classes, row);
            Truth[i] = Place(Classes, dataset.Faces[Pictures[i]].Label);
            Predicted[i] = Argmax(row);
            Confidence[i] = row[Predicted[i]];
            Correct[i] = Truth[i] == Predicted[i];
        }

        Bins = Calibration.Reliability(Confidence, Correct);
    }

    public ModelInfo Model { get; }

    public EmotionReadout Readout { get; }

    public EmotionDataset Dataset { get; }

    public IReadOnlyList<Emotion> Classes { get; }

    /// <summary>Places in the data set of the pictures with a face; all else is in this order.</summary>
    public int[] Pictures { get; }

    /// <summary>Rows of one probability a class.</summary>
    public float[] Probabilities { get; }

    public int[] Truth { get; }

    public int[] Predicted { get; }

    public bool[] Correct { get; }

    public float[] Confidence { get; }

    public ReliabilityBin[] Bins { get; }

    public double FacesPerSecond { get; }

    /// <summary>Drops the classes that the label set lacks and renormalises; certain of nothing else, all are equal.</summary>
    internal static void Restrict(in EmotionScores scores, IReadOnlyList<Emotion> classes, Span<float> into)
    {
        var sum = 0f;
        for (var c = 0; c < classes.Count; c++)
            sum += into[c] = scores[classes[c]];
        for (var c = 0; c < classes.Count; c++)
            into[c] = sum > 0 ? into[c] / sum : 1f / classes.Count;
    }

    // A loop of our own: TensorPrimitives.IndexOfMax (9.0.23), once this method was optimised, missed maxima in the last four of
    // seven places.
    private static int Argmax(ReadOnlySpan<float> values)
    {
        var best = 0;
        for (var i = 1; i < values.Length; i++)
            if (values[i] > values[best])
                best = i;
        return best;
    }

    private static int[] PlacesOf(ReadOnlySpan<bool> found)
    {
        var places = new List<int>(found.Length);
        for (var i = 0; i < found.Length; i++)
            if (found[i])
                places.Add(i);
        return [.. places];
    }

    private static int Place(IReadOnlyList<Emotion> classes, Emotion label)
    {
        for (var c = 0; c < classes.Count; c++)
            if (classes[c] == label)
                return c;
        throw new ArgumentException($"{label} is not one of the classes");
    }
}
