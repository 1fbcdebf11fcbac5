using StreamMood.Lab.Evaluation;
using StreamMood.Lab.Metrics;
using StreamMood.Lab.Search;

namespace StreamMood.Lab.Training.Songs;

/// <summary>What the picked learner learns from, by one further cross-validation with the settings found on all rows.</summary>
internal static class SongDiagnostics
{
    private static readonly double[] Shares = [0.1, 0.2, 0.4, 0.6, 0.8, 1];
    private const int Shuffles = 5;

    /// <summary>Learning curve and permutation importance (Breiman 2001; Fisher, Rudin and Dominici 2019).</summary>
    public static (IReadOnlyList<LearningPoint> Curve, IReadOnlyList<FeatureImportance> Importance) Of(
        SongEstimate estimate, string name, IReadOnlyList<FeatureColumn> columns, IReadOnlyDictionary<string, Setting> settings,
        SongTrainingOptions options, IProgress<EvaluationStep>? progress, CancellationToken cancellationToken)
    {
        var (raw, fold) = (estimate.Raw, estimate.Folds(0));
        var accuracy = new double[Shares.Length][];
        for (var s = 0; s < Shares.Length; s++)
            accuracy[s] = new double[options.Folds];
        var drops = columns.Select(_ => new double[options.Folds]).ToArray();
        var (rows, done) = (new int[Shares.Length], 0);
        Parallel.For(0, options.Folds, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken }, f =>
        {
            var (inside, outside) = RandomSearch.Split(fold, f);
            var random = new Random(options.Seed * 31 + f);
            random.Shuffle(inside);
            for (var s = 0; s < Shares.Length; s++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var part = raw.Take(inside.AsSpan(0, Math.Max(raw.Classes * 4, (int)(Shares[s] * inside.Length))));
                rows[s] = part.Count;
                var model = SongLearning.Train(name, part, columns, settings, options.Seed);
                accuracy[s][f] = Accuracy(model, outside.Select(i => raw.Rows[i]), outside, raw.Labels);
                if (s < Shares.Length - 1)
                    continue;
                for (var c = 0; c < columns.Count; c++)
                    drops[c][f] = accuracy[s][f] - Enumerable.Range(0, Shuffles).Average(_ => Shuffled(model, raw, outside, c, random));
            }

            progress?.Report(new EvaluationStep("learning curve, importance", Interlocked.Increment(ref done), options.Folds));
        });
        var curve = Shares.Select((share, s) => new LearningPoint(
            share, rows[s], SongEstimate.Round(accuracy[s].Average()), SongEstimate.Round(ResampledTest.Of(accuracy[s], estimate.TestShare).Deviation)));
        var importance = columns.Select((c, i) => new FeatureImportance(
            c.Name, SongEstimate.Round(drops[i].Average()), SongEstimate.Round(ResampledTest.Of(drops[i], estimate.TestShare).Deviation)));
        return ([.. curve], [.. importance.OrderByDescending(i => i.Drop)]);
    }

    private static double Shuffled(TrainedModel model, TrainingSet raw, int[] outside, int column, Random random)
    {
        var values = outside.Select(i => raw.Rows[i][column]).ToArray();
        random.Shuffle(values);
        var rows = outside.Select((i, at) =>
        {
            var row = (double[])raw.Rows[i].Clone();
            row[column] = values[at];
            return row;
        });
        return Accuracy(model, rows, outside, raw.Labels);
    }

    private static double Accuracy(TrainedModel model, IEnumerable<double[]> rows, int[] samples, int[] labels) =>
        rows.Select((row, at) =>
        {
            var shares = model.Predict(row);
            return Array.IndexOf(shares, shares.Max()) == labels[samples[at]] ? 1.0 : 0;
        }).Average();
}
