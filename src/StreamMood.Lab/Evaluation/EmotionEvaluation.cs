using System.Collections.Concurrent;
using System.Diagnostics;
using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Lab.Datasets;
using StreamMood.Lab.Metrics;
using StreamMood.Vision.Detection;
using StreamMood.Vision.Emotions;

namespace StreamMood.Lab.Evaluation;

/// <summary>How two models differ on the same pictures.</summary>
/// <param name="First">A model.</param>
/// <param name="Second">Another.</param>
/// <param name="Test">McNemar's test.</param>
public sealed record ModelDifference(string First, string Second, McNemar Test);

/// <summary>Evaluates emotion classifiers on labelled faces through the worker's own path.</summary>
public sealed class EmotionEvaluation
{
    /// <summary>One report a model, in the order of the options.</summary>
    public required IReadOnlyList<EmotionReport> Reports { get; init; }

    /// <summary>Each pair of models.</summary>
    public required IReadOnlyList<ModelDifference> Differences { get; init; }

    /// <summary>Copies of the pictures.</summary>
    public required DuplicateReport Duplicates { get; init; }

    /// <summary>How faces were cut out and traps of the set, one line each.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Runs the evaluation.</summary>
    /// <param name="data">Which pictures.</param>
    /// <param name="options">Which models, and how.</param>
    /// <param name="progress">Told from several threads; null for none.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="UserErrorException">When data or a model cannot be used; the message names file and row.</exception>
    public static async Task<EmotionEvaluation> RunAsync(
        EmotionDatasetOptions data, EmotionEvaluationOptions options, IProgress<EvaluationStep>? progress, CancellationToken cancellationToken)
    {
        var dataset = EmotionDataset.Load(data);
        var notes = dataset.Notes.ToList();
        var absent = dataset.Labels.Classes().Except(dataset.Faces.Select(f => f.Label)).Select(e => e.Label()).ToArray();
        if (absent.Length > 0)
            notes.Add($"no picture shows {string.Join(", ", absent)}, which models may still answer; means over classes leave {(absent.Length == 1 ? "it" : "them")} out");
        // All models are opened before anything long runs: a wrong name must not cost minutes.
        using var detector = dataset.FindFaces ? FaceDetector.Load(options.Detector, options.Session) : null;
        var classifiers = new List<EmotionClassifier>();
        try
        {
            foreach (var model in options.Models)
                classifiers.Add(EmotionClassifier.Load(model, options.Session));
            var runs = new List<EmotionRun>();
            foreach (var classifier in classifiers)
                runs.Add(await RunAsync(dataset, classifier, detector, options, progress, cancellationToken));
            return new EmotionEvaluation
            {
                Reports = [.. runs.Select(r => EmotionReport.Of(r, options.Seed))],
                Differences = [.. Pairs(runs)],
                Duplicates = await DuplicateReport.FindAsync(dataset, options.Lanes, progress, cancellationToken),
                Notes = notes,
            };
        }
        finally
        {
            classifiers.ForEach(c => c.Dispose());
        }
    }

    internal static async Task<EmotionRun> RunAsync(
        EmotionDataset dataset, EmotionClassifier classifier, FaceDetector? detector, EmotionEvaluationOptions options,
        IProgress<EvaluationStep>? progress, CancellationToken cancellationToken)
    {
        var faces = dataset.Faces.ToArray();
        // A set's own labels are judged by the readout that learnt this convention.
        var readout = options.Readout ?? (dataset.OwnLabels ? EmotionReadout.Fer : EmotionReadout.Votes);
        var (scores, found, done) = (new EmotionScores[faces.Length], new bool[faces.Length], 0);
        var lanes = new ConcurrentBag<EmotionLane>();
        var start = Stopwatch.GetTimestamp();
        try
        {
            var batches = Enumerable.Range(0, (faces.Length + EmotionClassifier.MaxBatch - 1) / EmotionClassifier.MaxBatch);
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Lanes, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(batches, parallel, (batch, _) =>
            {
                var lane = lanes.TryTake(out var idle) ? idle : new EmotionLane(classifier, detector, options.Vision, options.TestTimeAugmentation, readout);
                var from = batch * EmotionClassifier.MaxBatch;
                var count = Math.Min(EmotionClassifier.MaxBatch, faces.Length - from);
                try
                {
                    lane.Run(faces.AsSpan(from, count), scores.AsSpan(from, count), found.AsSpan(from, count));
                }
                finally
                {
                    lanes.Add(lane);
                }

                progress?.Report(new EvaluationStep(classifier.Info.Id, Interlocked.Add(ref done, count), faces.Length));
                return ValueTask.CompletedTask;
            });
        }
        finally
        {
            foreach (var lane in lanes)
                lane.Dispose();
        }

        if (!found.AsSpan().Contains(true))
            throw new UserErrorException($"{dataset.Name}: no face was found in any of its {faces.Length} pictures; if the pictures are the faces, use --aligned");
        return new EmotionRun(classifier.Info, classifier.HasFerReadout ? readout : EmotionReadout.Votes, dataset, scores, found, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    internal static IEnumerable<ModelDifference> Pairs(List<EmotionRun> runs)
    {
        for (var i = 0; i < runs.Count; i++)
            for (var j = i + 1; j < runs.Count; j++)
                yield return new ModelDifference(runs[i].Model.Id, runs[j].Model.Id, McNemar.Of(runs[i].Correct, runs[j].Correct));
    }
}
