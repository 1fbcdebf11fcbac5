namespace StreamMood.Lab.Search;

/// <summary>Divides samples into folds that hold each class alike.</summary>
internal static class StratifiedFolds
{
    /// <summary>The fold of every sample. Classes are dealt round in random order.</summary>
    /// <param name="labels">Class of every sample.</param>
    /// <param name="folds">Number of folds.</param>
    /// <param name="random">The draw.</param>
    /// <param name="groups">Samples of one group stay together; null when each stands for itself.</param>
    public static int[] Draw(int[] labels, int folds, Random random, string[]? groups = null) =>
        groups is null ? Single(labels, folds, random) : Grouped(labels, folds, random, groups);

    private static int[] Single(int[] labels, int folds, Random random)
    {
        var (fold, next) = (new int[labels.Length], random.Next(folds));
        foreach (var members in Enumerable.Range(0, labels.Length).GroupBy(i => labels[i]).OrderBy(g => g.Key))
        {
            var order = members.ToArray();
            random.Shuffle(order);
            foreach (var i in order)
                fold[i] = next++ % folds;
        }

        return fold;
    }

    // Largest groups first, each into the fold whose classes then stand most evenly.
    private static int[] Grouped(int[] labels, int folds, Random random, string[] groups)
    {
        var (fold, classes) = (new int[labels.Length], labels.Max() + 1);
        var counts = new double[folds, classes];
        var all = Enumerable.Range(0, labels.Length).GroupBy(i => groups[i], StringComparer.Ordinal).Select(g => g.ToArray()).ToArray();
        random.Shuffle(all);
        foreach (var group in all.OrderByDescending(g => g.Length))
        {
            var (best, least) = (0, double.PositiveInfinity);
            for (var f = 0; f < folds; f++)
            {
                double load = 0;
                foreach (var i in group)
                    load += counts[f, labels[i]];
                for (var k = 0; k < classes; k++)
                    load += 0.01 * counts[f, k];
                if (load < least)
                    (best, least) = (f, load);
            }

            foreach (var i in group)
            {
                fold[i] = best;
                counts[best, labels[i]]++;
            }
        }

        return fold;
    }
}
