using System.Collections.Concurrent;
using System.Diagnostics;
using StreamMood.Lab.Datasets;
using StreamMood.Lab.Evaluation;
using StreamMood.Lab.Metrics;
using StreamMood.Lab.Search;

namespace StreamMood.Lab.Training.Songs;

/// <summary>
/// Estimates learners by nested cross-validation (Varma and Simon 2006): every outer fold searches its own hyper-parameters
/// inside its training part, so that no held-out song has a say in them. The ensemble takes the settings that its members found.
/// </summary>
internal sealed class SongEstimate
{
    private readonly TrainingSet _raw;
    private readonly string[] _artists;
    private readonly SongTrainingOptions _options;
    private readonly Dictionary<string, Held> _held = new(StringComparer.Ordinal);

    public SongEstimate(SongTable table, SongTrainingOptions options)
    {
        _raw = new TrainingSet([.. table.Rows], [.. table.Labels], SongTable.Categories.Count);
        (_artists, _options) = ([.. table.Artists], options);
    }

    /// <summary>All rows.</summary>
    public TrainingSet Raw => _raw;

    /// <summary>Held-out predictions by learner.</summary>
    public IReadOnlyDictionary<string, Held> Results => _held;

    /// <summary>Test over training samples of a split.</summary>
    public double TestShare => 1.0 / (_options.Folds - 1);

    /// <summary>Predictions for songs that the model had not seen.</summary>
    /// <param name="Shares">Probabilities by repeat and song.</param>
    /// <param name="Accuracy">By repeat × fold.</param>
    public sealed record Held(float[][] Shares, double[] Accuracy)
    {
        private long _ticks;

        /// <summary>Thread seconds spent.</summary>
        public double Seconds => Stopwatch.GetElapsedTime(0, Interlocked.Read(ref _ticks)).TotalSeconds;

        /// <summary>Adds time spent.</summary>
        public void Spend(long ticks) => Interlocked.Add(ref _ticks, ticks);
    }

    /// <summary>Runs every outer fold for some learners.</summary>
    /// <param name="names">Learners, the ensemble among them or not.</param>
    /// <param name="columns">Features; the first columns of the table's.</param>
    /// <param name="search">Whether to search; otherwise the settings below hold.</param>
    /// <param name="given">Settings for learners that are not searched.</param>
    /// <param name="prefix">Put before the learners' names.</param>
    /// <param name="progress">Told after every fold.</param>
    /// <param name="cancellationToken">Ends it between fits.</param>
    public void Run(
        string[] names, IReadOnlyList<FeatureColumn> columns, bool search, IReadOnlyDictionary<string, Setting> given, string prefix,
        IProgress<EvaluationStep>? progress, CancellationToken cancellationToken)
    {
        var (jobs, n) = (_options.Folds * _options.Repeats, _raw.Count);
        foreach (var name in names)
            _held.Add(prefix + name, new Held([.. Enumerable.Range(0, _options.Repeats).Select(_ => new float[n * _raw.Classes])], new double[jobs]));
        var rows = Array.ConvertAll(_raw.Rows, r => r.Length == columns.Count ? r : r[..columns.Count]);
        var raw = _raw with { Rows = rows };
        var folds = Enumerable.Range(0, _options.Repeats).Select(Folds).ToArray();
        var done = 0;
        Parallel.ForEach(
            Partitioner.Create(Enumerable.Range(0, jobs), EnumerablePartitionerOptions.NoBuffering),
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken },
            job =>
            {
                var (repeat, fold) = (job / _options.Folds, job % _options.Folds);
                var (inside, outside) = RandomSearch.Split(folds[repeat], fold);
                var train = raw.Take(inside);
                var settings = new Dictionary<string, Setting>(given, StringComparer.Ordinal);
                var seed = _options.Seed * 1000 + job;
                foreach (var learner in SongLearning.Needed(names))
                {
                    var begun = Stopwatch.GetTimestamp();
                    if (search)
                        settings[learner] = RandomSearch.Best(
                            AllLearners.Named(learner), train, columns, _options.InnerFolds, _options.Budget, seed, cancellationToken);
                    if (_held.TryGetValue(prefix + learner, out var held))
                        held.Spend(Stopwatch.GetTimestamp() - begun);
                }

                foreach (var name in names)
                    Predict(_held[prefix + name], () => SongLearning.Train(name, train, columns, settings, seed), raw, outside, repeat, job);
                progress?.Report(new EvaluationStep(prefix.Length > 0 ? "plain models" : "outer folds", Interlocked.Increment(ref done), jobs));
            });
    }

    /// <summary>The fold of every song in one repeat.</summary>
    public int[] Folds(int repeat) => StratifiedFolds.Draw(
        _raw.Labels, _options.Folds, new Random(_options.Seed * 7919 + repeat), _options.GroupByArtist ? _artists : null);

    /// <summary>The learner's report.</summary>
    public LearnerReport Report(string name, string? setting)
    {
        var held = _held[name];
        var (n, classes) = (_raw.Count, _raw.Classes);
        var matrix = new ConfusionMatrix(classes);
        var (confidence, correct) = (new float[n * held.Shares.Length], new bool[n * held.Shares.Length]);
        var loss = 0.0;
        for (var r = 0; r < held.Shares.Length; r++)
        {
            loss += Calibration.NegativeLogLikelihood(held.Shares[r], _raw.Labels, classes) / held.Shares.Length;
            for (var i = 0; i < n; i++)
            {
                var shares = held.Shares[r].AsSpan(i * classes, classes);
                var best = Best(shares);
                matrix.Add(_raw.Labels[i], best);
                (confidence[r * n + i], correct[r * n + i]) = (shares[best], best == _raw.Labels[i]);
            }
        }

        var figures = new ClassificationMetrics(matrix);
        var bins = Calibration.Reliability(confidence, correct);
        var spread = ResampledTest.Of(held.Accuracy, TestShare);
        return new LearnerReport(
            name, new Spread(Round(spread.Mean), Round(spread.Deviation), [Round(spread.Low), Round(spread.High)]),
            Round(figures.MacroPrecision), Round(figures.MacroRecall), Round(figures.MacroF1), Round(loss), Round(Calibration.ExpectedError(bins)),
            [.. figures.PerClass.Select((c, k) => new SongClassReport(
                StreamMood.Contracts.Events.SongCategories.Name(SongTable.Categories[k]), Round(c.Precision), Round(c.Recall), Round(c.F1), c.Support))],
            matrix.ToRows(), [.. bins.Select(b => new ConfidenceBin(b.Count, Round(b.Confidence), Round(b.Accuracy)))], setting, Math.Round(held.Seconds, 1));
    }

    /// <summary>Two learners on the same splits.</summary>
    public LearnerComparison Compare(string first, string second)
    {
        var test = ResampledTest.Of([.. _held[first].Accuracy.Zip(_held[second].Accuracy, (a, b) => a - b)], TestShare);
        return new LearnerComparison(first, second, Round(test.Mean), [Round(test.Low), Round(test.High)], Round(test.T), Math.Round(test.P, 6));
    }

    /// <summary>The most probable class.</summary>
    public static int Best(ReadOnlySpan<float> shares)
    {
        var best = 0;
        for (var k = 1; k < shares.Length; k++)
            if (shares[k] > shares[best])
                best = k;
        return best;
    }

    /// <summary>Four decimals.</summary>
    public static double Round(double value) => Math.Round(value, 4);

    private static void Predict(Held held, Func<TrainedModel> train, TrainingSet raw, int[] outside, int repeat, int job)
    {
        var begun = Stopwatch.GetTimestamp();
        var (model, right) = (train(), 0);
        foreach (var i in outside)
        {
            var shares = Array.ConvertAll(model.Predict(raw.Rows[i]), p => (float)p);
            shares.CopyTo(held.Shares[repeat], i * raw.Classes);
            right += Best(shares) == raw.Labels[i] ? 1 : 0;
        }

        held.Accuracy[job] = (double)right / outside.Length;
        held.Spend(Stopwatch.GetTimestamp() - begun);
    }
}
