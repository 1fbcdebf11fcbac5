using StreamMood.Lab.Training;

namespace StreamMood.Lab.Search;

/// <summary>
/// Random search (Bergstra and Bengio 2012): the defaults and so many random settings, each judged by cross-validation within
/// the rows given; the most accurate wins, of equals the one with the smaller log loss.
/// </summary>
internal static class RandomSearch
{
    /// <summary>The best setting of a learner for some rows.</summary>
    /// <param name="learner">The learner.</param>
    /// <param name="raw">Rows before preparation, so that scaling is fitted inside each fold.</param>
    /// <param name="columns">Their features.</param>
    /// <param name="folds">Folds of the inner cross-validation.</param>
    /// <param name="budget">Settings tried, at least 1.</param>
    /// <param name="seed">Same seed, same search.</param>
    /// <param name="cancellationToken">Asked before every fit.</param>
    public static Setting Best(
        ILearner learner, TrainingSet raw, IReadOnlyList<FeatureColumn> columns, int folds, int budget, int seed, CancellationToken cancellationToken)
    {
        if (budget <= 1)
            return learner.Space.Default;
        var random = new Random(seed);
        var fold = StratifiedFolds.Draw(raw.Labels, folds, random);
        var (best, bestScore) = (learner.Space.Default, (Right: -1.0, Loss: double.PositiveInfinity));
        for (var trial = 0; trial < budget; trial++)
        {
            var setting = trial == 0 ? learner.Space.Default : learner.Space.Draw(random);
            var (right, loss) = (0.0, 0.0);
            for (var f = 0; f < folds; f++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var (inside, outside) = Split(fold, f);
                var model = TrainedModel.Train(learner, raw.Take(inside), columns, setting, seed);
                foreach (var i in outside)
                {
                    var shares = model.Predict(raw.Rows[i]);
                    right += Array.IndexOf(shares, shares.Max()) == raw.Labels[i] ? 1 : 0;
                    loss -= Math.Log(Math.Max(shares[raw.Labels[i]], 1e-7));
                }
            }

            if (right > bestScore.Right || (right == bestScore.Right && loss < bestScore.Loss))
                (best, bestScore) = (setting, (right, loss));
        }

        return best;
    }

    /// <summary>Samples outside and inside a fold.</summary>
    public static (int[] Train, int[] Test) Split(int[] fold, int held)
    {
        var all = Enumerable.Range(0, fold.Length);
        return ([.. all.Where(i => fold[i] != held)], [.. all.Where(i => fold[i] == held)]);
    }
}
