using StreamMood.Contracts.Events;
using StreamMood.Lab.Evaluation;
using StreamMood.Lab.Metrics;

namespace StreamMood.Lab.Tuning;

/// <summary>One side of the split: what any setting makes of its pictures, out of what was found and read once.</summary>
/// <param name="grid">What is tried.</param>
/// <param name="classes">The classes told apart.</param>
/// <param name="pictures">The labelled pictures.</param>
/// <param name="readings">What was found in them.</param>
/// <param name="empty">What was found in pictures without a face.</param>
internal sealed class TuningOutcomes(
    VisionGrid grid, IReadOnlyList<Emotion> classes, IReadOnlyList<TuningPicture> pictures, IReadOnlyList<PictureReading> readings, IReadOnlyList<PictureReading> empty)
{
    public int Count => pictures.Count;

    /// <summary>Who is shown, a picture.</summary>
    public IReadOnlyList<string?> People { get; } = [.. pictures.Select(p => p.Face.Person)];

    /// <summary>Whether each picture's expression is read rightly; one whose face is not found is not.</summary>
    public bool[] Right(VisionSetting setting)
    {
        var right = new bool[Count];
        var row = new float[classes.Count];
        for (var i = 0; i < right.Length; i++)
            if (Views(setting, i) is { } views)
                right[i] = Read(views, setting, 1, row) == Class(i);
        return right;
    }

    /// <summary>Share of the labelled faces that are found.</summary>
    public double Found(VisionSetting setting) => Enumerable.Range(0, Count).Count(i => Views(setting, i) is not null) / (double)Count;

    /// <summary>Faces found where none are, a picture; null where that is not known.</summary>
    public double? FalseFaces(VisionSetting setting)
    {
        var (size, known) = (Size(setting), readings.Concat(empty).Where(r => r.Known).ToArray());
        return known.Length == 0 ? null : known.Sum(r => r.FalseFaces(size, setting.ScoreThreshold)) / (double)known.Length;
    }

    /// <summary>Negative log likelihood and calibration error over the faces found, with logits divided by a further factor.</summary>
    public (double Nll, double Ece) Calibrated(VisionSetting setting, double factor)
    {
        var (truth, rows, confidence, right) = (new List<int>(), new List<float>(), new List<float>(), new List<bool>());
        var row = new float[classes.Count];
        for (var i = 0; i < Count; i++)
        {
            if (Views(setting, i) is not { } views)
                continue;
            var read = Read(views, setting, factor, row);
            truth.Add(Class(i));
            rows.AddRange(row);
            confidence.Add(row[read]);
            right.Add(read == truth[^1]);
        }

        return truth.Count == 0 ? (0, 0) : (
            Calibration.NegativeLogLikelihood([.. rows], [.. truth], classes.Count), Calibration.ExpectedError(Calibration.Reliability([.. confidence], [.. right])));
    }

    /// <summary>The factor of the least negative log likelihood, by golden section over its logarithm.</summary>
    public double BestFactor(VisionSetting setting)
    {
        const double Golden = 0.6180339887498949;
        double Cost(double x) => Calibrated(setting, Math.Exp(x)).Nll;
        var (low, high) = (Math.Log(0.2), Math.Log(5));
        var (a, b) = (high - Golden * (high - low), low + Golden * (high - low));
        var (fa, fb) = (Cost(a), Cost(b));
        while (high - low > 0.002)
            if (fa < fb)
            {
                (high, b, fb, a) = (b, a, fa, b - Golden * (b - low));
                fa = Cost(a);
            }
            else
            {
                (low, a, fa, b) = (a, b, fb, a + Golden * (high - a));
                fb = Cost(b);
            }

        return Math.Exp((low + high) / 2);
    }

    private EmotionScores[]? Views(VisionSetting setting, int picture) => readings[picture].Face(Size(setting), setting.ScoreThreshold)?.Views;

    private int Class(int picture)
    {
        var place = 0;
        while (classes[place] != pictures[picture].Face.Label)
            place++;
        return place;
    }

    private int Size(VisionSetting setting) => Place(grid.Sizes, setting.DetectorSize);

    // Probabilities of the classes into the row, and the most probable.
    private int Read(EmotionScores[] views, VisionSetting setting, double factor, float[] row)
    {
        var at = 2 * Place(grid.Margins, setting.Margin);
        EmotionScores scores = default;
        for (var view = at; view <= (setting.Flip ? at + 1 : at); view++)
        {
            var one = Sharpened(views[view], factor);
            foreach (var label in classes)
                scores[label] += one[label] / (setting.Flip ? 2 : 1);
        }

        EmotionRun.Restrict(scores, classes, row);
        var best = 0;
        for (var c = 1; c < row.Length; c++)
            if (row[c] > row[best])
                best = c;
        return best;
    }

    // Probabilities to the power of 1 / factor are those of logits divided by it.
    private EmotionScores Sharpened(in EmotionScores scores, double factor)
    {
        if (factor == 1)
            return scores;
        EmotionScores powers = default;
        var sum = 0f;
        foreach (var label in Enum.GetValues<Emotion>())
            sum += powers[label] = (float)Math.Pow(scores[label], 1 / factor);
        foreach (var label in classes)
            powers[label] /= sum;
        return powers;
    }

    private static int Place<T>(IReadOnlyList<T> values, T value)
        where T : IEquatable<T>
    {
        var place = 0;
        while (!values[place].Equals(value))
            place++;
        return place;
    }
}
