using System.Collections.Concurrent;
using System.Diagnostics;
using StreamMood.Contracts.Events;
using StreamMood.Lab.Datasets;
using StreamMood.Lab.Evaluation;
using StreamMood.Vision;
using StreamMood.Vision.Alignment;
using StreamMood.Vision.Detection;
using StreamMood.Vision.Emotions;
using StreamMood.Vision.Models;

namespace StreamMood.Lab.Comparison;

/// <summary>
/// What was done before networks: histograms of oriented gradients and a linear support vector machine, trained here on the
/// training split of FER2013, with margins turned into probabilities by a softmax of one fitted temperature.
/// </summary>
internal sealed class ClassicalPipeline
{
    /// <summary>Its name in reports.</summary>
    public const string Name = "hog+linear-svm";

    private const double Cost = 0.02;
    private const int Passes = 12;
    private const int HeldBack = 10; // one row of so many fits the temperature

    private readonly LinearSvm _svm;
    private readonly float _temperature;

    private ClassicalPipeline(LinearSvm svm, float temperature, int rows) => (_svm, _temperature, Rows) = (svm, temperature, rows);

    /// <summary>Faces it learnt from.</summary>
    public int Rows { get; }

    /// <summary>What it would take as a file: one weight a value and class, and a bias a class.</summary>
    public static long Bytes => sizeof(float) * (Hog.Length + 1) * (long)Emotions.Count;

    /// <summary>Learns from described faces.</summary>
    public static ClassicalPipeline Train(float[][] rows, Emotion[] labels, int seed, CancellationToken cancellationToken)
    {
        var (learn, fit) = (new List<int>(), new List<int>());
        for (var i = 0; i < rows.Length; i++)
            (i % HeldBack == 0 ? fit : learn).Add(i);
        var svm = LinearSvm.Train(
            [.. learn.Select(i => rows[i])], [.. learn.Select(i => (int)labels[i])], Emotions.Count, Cost, Passes, seed, cancellationToken);
        return new ClassicalPipeline(svm, Temperature(svm, [.. fit.Select(i => rows[i])], [.. fit.Select(i => labels[i])]), learn.Count);
    }

    /// <summary>Describes every face of a set; null where none was found.</summary>
    public static async Task<float[]?[]> DescribeAsync(
        EmotionDataset dataset, CropShape crop, FaceDetector? detector, VisionOptions vision, int lanes, IProgress<EvaluationStep>? progress,
        CancellationToken cancellationToken)
    {
        var (rows, placers, done) = (new float[]?[dataset.Faces.Count], new ConcurrentBag<FacePlacer>(), 0);
        try
        {
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = lanes, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(Enumerable.Range(0, (rows.Length + 255) / 256), parallel, (part, _) =>
            {
                var placer = placers.TryTake(out var idle) ? idle : new FacePlacer(crop, detector, vision);
                var face = new float[crop.Length];
                var end = Math.Min(256 * (part + 1), rows.Length);
                for (var i = 256 * part; i < end; i++)
                {
                    if (!placer.TryPlace(dataset.Faces[i], out var placement))
                        continue;
                    placer.Cut(placement, face);
                    Hog.Describe(face, rows[i] = new float[Hog.Length]);
                }

                placers.Add(placer);
                progress?.Report(new EvaluationStep($"{Name}: {dataset.Name} {dataset.Split}", Interlocked.Add(ref done, end - 256 * part), rows.Length));
                return ValueTask.CompletedTask;
            });
        }
        finally
        {
            foreach (var placer in placers)
                placer.Dispose();
        }

        return rows;
    }

    /// <summary>The crop it looks at: grey, 48 pixels, aligned as our classifiers want it.</summary>
    public static CropShape Crop(FaceTemplate template) => new(Hog.Side, template, 0, 1);

    /// <summary>Reads every described face.</summary>
    public EmotionRun Read(EmotionDataset dataset, float[]?[] rows, double secondsToDescribe)
    {
        var start = Stopwatch.GetTimestamp();
        var (scores, found) = (new EmotionScores[rows.Length], new bool[rows.Length]);
        Span<float> margins = stackalloc float[Emotions.Count];
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i] is not { } row)
                continue;
            found[i] = true;
            _svm.Decide(row, margins);
            Softmax.Apply(margins, _temperature, scores[i].Span);
        }

        var model = new ModelInfo(ModelKind.Emotion, Name, "1", "", "", Bytes);
        return new EmotionRun(model, EmotionReadout.Votes, dataset, scores, found, secondsToDescribe + Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    /// <summary>Milliseconds to describe and read one cut-out face, the median of many on one thread.</summary>
    public double MillisecondsAFace()
    {
        var (face, row, margins) = (new float[Hog.Side * Hog.Side], new float[Hog.Length], new float[Emotions.Count]);
        var random = new Random(1);
        foreach (ref var pixel in face.AsSpan())
            pixel = random.Next(256);
        return Timing.Median(() =>
        {
            Hog.Describe(face, row);
            _svm.Decide(row, margins);
        });
    }

    // The least negative log likelihood over a fine grid, as the networks' temperatures are fitted.
    private static float Temperature(LinearSvm svm, float[][] rows, Emotion[] labels)
    {
        var (best, least) = (1f, double.PositiveInfinity);
        var (margins, probabilities) = (new float[Emotions.Count], new float[Emotions.Count]);
        for (var t = 0.05f; t < 3; t *= 1.1f)
        {
            double cost = 0;
            for (var i = 0; i < rows.Length; i++)
            {
                svm.Decide(rows[i], margins);
                Softmax.Apply(margins, t, probabilities);
                cost -= Math.Log(Math.Max(probabilities[(int)labels[i]], 1e-7));
            }

            if (cost < least)
                (best, least) = (t, cost);
        }

        return best;
    }
}
