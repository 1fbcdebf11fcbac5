using System.Diagnostics;
using System.Security.Cryptography;
using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Lab.Datasets;
using StreamMood.Lab.Evaluation;
using StreamMood.Lab.Search;
using StreamMood.Lab.Training.Onnx;

namespace StreamMood.Lab.Training.Songs;

/// <summary>Trains and judges song classifiers; the bundled song model comes from here.</summary>
public static class SongTraining
{
    private static readonly PublishedFigure[] Published =
    [
        new("Keras network of the data's author", 0.710, 0.045, "10-fold, as committed in the author's notebook"),
        new("plain softmax regression", 0.806, 0.041, "2 × 10-fold, 10 features, measured earlier"),
        new("plain random forest", 0.808, 0.049, "2 × 10-fold, 10 features, measured earlier"),
        new("plain 15-NN", 0.786, 0.045, "2 × 10-fold, 10 features, measured earlier"),
    ];

    /// <summary>Runs everything; a few minutes on 686 songs with all learners.</summary>
    /// <exception cref="UserErrorException">When an option or the data is wrong.</exception>
    public static SongTrainingReport Run(SongTrainingOptions options, IProgress<EvaluationStep>? progress, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        Check(options);
        var names = SongLearning.Check(options.Learners);
        if (options.Pick is { } pick && !names.Contains(pick))
            throw new UserErrorException($"--pick '{pick}' is not among the learners trained ({string.Join(", ", names)})");
        var columns = SongFeatureSet.Named(options.Features);
        var optional = columns.Where(c => c.Optional).Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        var table = SongTable.Read(options.Data, [.. columns.Select(c => c.Name)], optional);
        var estimate = new SongEstimate(table, options);
        var smallest = estimate.Raw.Counts().Min();
        if (smallest < 2 * options.Folds)
            throw new UserErrorException($"{options.Data}: the rarest mood has {smallest} songs; {options.Folds} folds need {2 * options.Folds}");
        estimate.Run(names, columns, search: true, new Dictionary<string, Setting>(), "", progress, cancellationToken);
        var plain = Plain(estimate, columns, progress, cancellationToken);
        var settings = Settings(names, estimate.Raw, columns, options, progress, cancellationToken);
        var best = names.MaxBy(n => estimate.Results[n].Accuracy.Average())!;
        var picked = options.Pick ?? best;
        var (curve, importance) = SongDiagnostics.Of(estimate, picked, columns, settings, options, progress, cancellationToken);
        var model = Write(options, picked, estimate, columns, settings);
        return new SongTrainingReport(
            options.Data, table.Rows.Count, table.Duplicates, table.Conflicts,
            SongTable.Categories.Select((c, k) => (Name: c.Name(), Count: estimate.Raw.Counts()[k])).ToDictionary(c => c.Name, c => c.Count),
            [.. columns.Select(c => c.Name)], options.Folds, options.Repeats, options.InnerFolds, options.Budget, options.Seed, options.GroupByArtist,
            [.. names.Select(n => estimate.Report(n, Describe(n, settings))).OrderByDescending(r => r.Accuracy.Mean)],
            [.. plain.Select(n => estimate.Report(n, null))],
            [.. names.Where(n => n != best).Concat(plain).Select(n => estimate.Compare(best, n)),
             .. picked == best ? [] : plain.Select(n => estimate.Compare(picked, n))],
            picked, curve, importance, Published, model, Math.Round(Stopwatch.GetElapsedTime(begun).TotalSeconds, 1));
    }

    // What others' figures stand for, on these very splits: default settings, audio features and duration, no search.
    private static string[] Plain(
        SongEstimate estimate, IReadOnlyList<FeatureColumn> columns, IProgress<EvaluationStep>? progress, CancellationToken cancellationToken)
    {
        string[] names = ["softmax", "forest", "knn"];
        var settings = names.ToDictionary(n => n, n => AllLearners.Named(n).Space.Default);
        settings["forest"] = settings["forest"].With(("trees", 200), ("leaf", 1));
        settings["knn"] = settings["knn"].With(("smoothing", 0));
        var few = columns.Take(SongFeatureSet.Named("duration").Count).Select(c => c with { Slope = 0 }).ToArray();
        estimate.Run(names, few, search: false, settings, "plain ", progress, cancellationToken);
        return [.. names.Select(n => "plain " + n)];
    }

    private static Dictionary<string, Setting> Settings(
        string[] names, TrainingSet raw, IReadOnlyList<FeatureColumn> columns, SongTrainingOptions options,
        IProgress<EvaluationStep>? progress, CancellationToken cancellationToken)
    {
        var needed = SongLearning.Needed(names);
        var found = new Setting[needed.Length];
        var done = 0;
        Parallel.For(0, needed.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken }, i =>
        {
            found[i] = RandomSearch.Best(AllLearners.Named(needed[i]), raw, columns, Math.Max(5, options.InnerFolds), options.Budget, options.Seed, cancellationToken);
            progress?.Report(new EvaluationStep("settings on all rows", Interlocked.Increment(ref done), needed.Length));
        });
        return needed.Zip(found).ToDictionary(p => p.First, p => p.Second);
    }

    private static string Describe(string name, Dictionary<string, Setting> settings) => name == SongLearning.Ensemble
        ? $"mean of {string.Join(", ", SongLearning.Members)}"
        : settings[name].ToString();

    private static WrittenModel? Write(
        SongTrainingOptions options, string picked, SongEstimate estimate, IReadOnlyList<FeatureColumn> columns, Dictionary<string, Setting> settings)
    {
        if (options.Output is not { } path)
            return null;
        var model = SongLearning.Train(picked, estimate.Raw, columns, settings, options.Seed);
        var graph = new OnnxGraph()
            .Meta("streammood.kind", "songs").Meta("streammood.name", Path.GetFileNameWithoutExtension(path))
            .Meta("streammood.features", string.Join(',', columns.Select(c => c.Name)))
            .Meta("streammood.optional", string.Join(',', columns.Where(c => c.Optional).Select(c => c.Name)))
            .Meta("streammood.labels", string.Join(',', SongTable.Categories.Select(c => c.Name())))
            .Meta("streammood.data", Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(options.Data))))
            .Meta("streammood.learner", $"{picked}: {Describe(picked, settings)}");
        if (options.Version is { } version)
            graph.Meta("streammood.version", version);
        var bytes = model.Export(columns.Count, graph, Path.GetFileNameWithoutExtension(path));
        try
        {
            File.WriteAllBytes(path, bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"--output {path} cannot be written: {e.Message}", e);
        }

        return new WrittenModel(picked, path, Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length);
    }

    private static void Check(SongTrainingOptions options)
    {
        Range("--folds", options.Folds, 2, 50);
        Range("--repeats", options.Repeats, 1, 100);
        Range("--inner-folds", options.InnerFolds, 2, 20);
        Range("--budget", options.Budget, 1, 1000);

        static void Range(string name, int value, int low, int high)
        {
            if (value < low || value > high)
                throw new UserErrorException($"{name} is {value}, expected {low} to {high}");
        }
    }
}
