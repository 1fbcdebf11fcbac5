using System.Diagnostics;
using System.Globalization;
using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Lab.Datasets;
using StreamMood.Lab.Evaluation;
using StreamMood.Vision.Detection;
using StreamMood.Vision.Emotions;

namespace StreamMood.Lab.Comparison;

/// <summary>Runs every model over every data set in one go.</summary>
public sealed class ModelComparison
{
    private const int Mistakes = 8;

    private static readonly (string Folder, DatasetFormat Format, LabelSet Labels, string Split, string Title)[] Sets =
    [
        ("ferplus", DatasetFormat.FerPlus, LabelSet.Fer, "PublicTest", "FER2013 PublicTest, its own labels"),
        ("ferplus", DatasetFormat.FerPlus, LabelSet.FerPlus, "PublicTest", "FER+ PublicTest, majority of the votes"),
        ("ckplus", DatasetFormat.CkPlus, LabelSet.Fer, "peak+fold45", "CK+, one frame a sequence, folds 4 and 5: people new to the bundled models"),
        ("muxspace", DatasetFormat.Muxspace, LabelSet.Fer, "without-jhamski+fold45", "muxspace, in the wild, folds 4 and 5, without a doubtful labeller"),
    ];

    private static readonly double[] LearningShares = [0.05, 0.1, 0.25, 0.5];

    private readonly ComparisonOptions _options;
    private readonly IProgress<EvaluationStep>? _progress;
    private readonly List<string> _notes = [];
    private readonly List<LearningPoint> _learning = [];
    private readonly Dictionary<string, double> _ms = [];

    private ModelComparison(ComparisonOptions options, IProgress<EvaluationStep>? progress) => (_options, _progress) = (options, progress);

    /// <summary>Runs the comparison.</summary>
    /// <param name="options">What to compare.</param>
    /// <param name="progress">Told from several threads; null for none.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="UserErrorException">When no data set is there, or data or a model cannot be used.</exception>
    public static Task<ComparisonReport> RunAsync(ComparisonOptions options, IProgress<EvaluationStep>? progress, CancellationToken cancellationToken) =>
        new ModelComparison(options, progress).RunAsync(cancellationToken);

    private async Task<ComparisonReport> RunAsync(CancellationToken cancellationToken)
    {
        var sets = Sets.Where(s => Directory.Exists(Path.Combine(_options.Data, s.Folder))).ToArray();
        if (sets.Length == 0)
            throw new UserErrorException(
                $"--data '{_options.Data}' holds none of the folders {string.Join(", ", Sets.Select(s => s.Folder).Distinct())}");
        foreach (var missing in Sets.Select(s => s.Folder).Distinct().Except(sets.Select(s => s.Folder)))
            _notes.Add($"{missing} is not in {_options.Data} and left out");

        // All models are opened before anything long runs.
        var classifiers = new List<EmotionClassifier>();
        try
        {
            foreach (var model in _options.Emotions)
                classifiers.Add(EmotionClassifier.Load(model, _options.Session));
            var classical = _options.Classical ? await TrainAsync(classifiers[0], cancellationToken) : null;
            var emotions = new List<EmotionComparison>();
            foreach (var set in sets)
                emotions.Add(await CompareAsync(set, classifiers, classical, cancellationToken));
            foreach (var classifier in classifiers)
                _ms[classifier.Info.Id] = MillisecondsAFace(classifier);
            var curves = classifiers.Select(c => TrainingCurve.Find(c.Info, _notes))
                .Concat(_options.Detectors.Select(DetectorCurve)).OfType<TrainingCurve>().ToArray();
            return new ComparisonReport
            {
                Processors = Environment.ProcessorCount,
                Emotions = emotions,
                Detectors = [.. DetectorScenes.Compare(_options, _notes, _progress, cancellationToken)],
                MsPerFace = _ms,
                ClassicalLearning = _learning,
                Training = curves,
                Notes = _notes,
            };
        }
        finally
        {
            classifiers.ForEach(c => c.Dispose());
        }
    }

    private TrainingCurve? DetectorCurve(string name)
    {
        using var detector = FaceDetector.Load(name, _options.Session);
        return TrainingCurve.Find(detector.Info, _notes);
    }

    private async Task<EmotionComparison> CompareAsync(
        (string Folder, DatasetFormat Format, LabelSet Labels, string Split, string Title) set, List<EmotionClassifier> classifiers,
        ClassicalPipeline? classical, CancellationToken cancellationToken)
    {
        var dataset = Load(set.Folder, set.Format, set.Labels, set.Split);
        var options = new EmotionEvaluationOptions { Session = _options.Session, Vision = _options.Vision, Lanes = _options.Lanes, Seed = _options.Seed };
        var runs = new List<EmotionRun>();
        foreach (var classifier in classifiers)
            runs.Add(await EmotionEvaluation.RunAsync(dataset, classifier, null, options, _progress, cancellationToken));
        if (classical is not null)
            runs.Add(await ReadAsync(classical, dataset, classifiers[0], cancellationToken));
        return new EmotionComparison(
            set.Title, [.. runs.Select(r => EmotionReport.Of(r, _options.Seed))], [.. runs.Select(r => r.Bins)], [.. runs.Select(SurestMistakes)],
            [.. EmotionEvaluation.Pairs(runs)]);
    }

    private async Task<ClassicalPipeline?> TrainAsync(EmotionClassifier aligner, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Path.Combine(_options.Data, "ferplus")) || aligner.Crop.Template is null)
        {
            _notes.Add($"{ClassicalPipeline.Name} is left out: it learns from ferplus, aligned as the first classifier wants it");
            return null;
        }

        var train = Load("ferplus", DatasetFormat.FerPlus, LabelSet.FerPlus, "Training");
        var rows = await DescribeAsync(train, aligner, cancellationToken);
        var test = Load("ferplus", DatasetFormat.FerPlus, LabelSet.FerPlus, "PublicTest");
        var unseen = await DescribeAsync(test, aligner, cancellationToken);
        // A fixed shuffle, so that a share is a sample.
        var order = Enumerable.Range(0, rows.Length).Where(i => rows[i] is not null).ToArray();
        new Random(_options.Seed).Shuffle(order);
        ClassicalPipeline? pipeline = null;
        foreach (var share in (double[])[.. LearningShares, 1])
        {
            _progress?.Report(new EvaluationStep($"{ClassicalPipeline.Name}: learning", (int)(100 * share), 100));
            var part = order.Take((int)(share * order.Length)).ToArray();
            pipeline = ClassicalPipeline.Train([.. part.Select(i => rows[i]!)], [.. part.Select(i => train.Faces[i].Label)], _options.Seed, cancellationToken);
            var correct = pipeline.Read(test, unseen, 0).Correct;
            _learning.Add(new LearningPoint(pipeline.Rows, Math.Round(correct.Count(c => c) / (double)correct.Length, 6)));
        }

        _ms[$"{ClassicalPipeline.Name}@1"] = Math.Round(pipeline!.MillisecondsAFace(), 4);
        return pipeline;
    }

    private async Task<EmotionRun> ReadAsync(ClassicalPipeline classical, EmotionDataset dataset, EmotionClassifier aligner, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var rows = await DescribeAsync(dataset, aligner, cancellationToken);
        return classical.Read(dataset, rows, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private Task<float[]?[]> DescribeAsync(EmotionDataset dataset, EmotionClassifier aligner, CancellationToken cancellationToken) =>
        ClassicalPipeline.DescribeAsync(
            dataset, ClassicalPipeline.Crop(aligner.Crop.Template!.Value), null, _options.Vision, _options.Lanes, _progress, cancellationToken);

    private EmotionDataset Load(string folder, DatasetFormat format, LabelSet labels, string split) => EmotionDataset.Load(
        new EmotionDatasetOptions { Folder = Path.Combine(_options.Data, folder), Format = format, Labels = labels, Split = split });

    private static double MillisecondsAFace(EmotionClassifier classifier)
    {
        var (crop, scores) = (new float[classifier.Crop.Length], new EmotionScores[1]);
        return Math.Round(Timing.Median(() => classifier.Classify(crop, scores)), 4);
    }

    private static string[] SurestMistakes(EmotionRun run) =>
    [
        .. Enumerable.Range(0, run.Pictures.Length).Where(i => !run.Correct[i]).OrderByDescending(i => run.Confidence[i]).Take(Mistakes)
            .Select(i => string.Create(
                CultureInfo.InvariantCulture,
                $"{Path.GetFileName(run.Dataset.Faces[run.Pictures[i]].Source)}: {run.Classes[run.Truth[i]].Label()}, read as {run.Classes[run.Predicted[i]].Label()} ({run.Confidence[i]:0.00})")),
    ];
}
