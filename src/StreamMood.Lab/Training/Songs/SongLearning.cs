using StreamMood.Contracts;
using StreamMood.Lab.Search;

namespace StreamMood.Lab.Training.Songs;

/// <summary>The learners by name, and the ensemble that is the mean of four different kinds of them.</summary>
internal static class SongLearning
{
    /// <summary>Name of the ensemble.</summary>
    public const string Ensemble = "ensemble";

    /// <summary>Learners whose borders differ most: curved, tree-shaped, stepwise, local.</summary>
    public static IReadOnlyList<string> Members { get; } = ["softmax", "forest", "boosting", "rbf-svm"];

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. AllLearners.List.Select(l => l.Name), Ensemble];

    /// <summary>The learners that must be searched for those asked for.</summary>
    public static string[] Needed(IEnumerable<string> names) =>
        [.. names.SelectMany(n => n == Ensemble ? Members : [n]).Distinct()];

    /// <summary>Names as asked for, checked.</summary>
    /// <exception cref="UserErrorException">When a name is unknown.</exception>
    public static string[] Check(IReadOnlyList<string> names)
    {
        if (names.Count == 0 || names.Contains("all"))
            return [.. Names];
        return names.FirstOrDefault(n => !Names.Contains(n)) is { } unknown
            ? throw new UserErrorException($"--learner '{unknown}' is unknown; expected all or {string.Join(", ", Names)}")
            : [.. names.Distinct()];
    }

    /// <summary>Trains a learner, or the ensemble, with settings found before.</summary>
    public static TrainedModel Train(
        string name, TrainingSet raw, IReadOnlyList<FeatureColumn> columns, IReadOnlyDictionary<string, Setting> settings, int seed) =>
        name == Ensemble
            ? TrainedModel.Mean(Members.Select(m => Train(m, raw, columns, settings, seed)))
            : TrainedModel.Train(AllLearners.Named(name), raw, columns, settings[name], seed);
}
