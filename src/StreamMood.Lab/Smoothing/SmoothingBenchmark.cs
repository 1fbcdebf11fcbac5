using StreamMood.Contracts;
using StreamMood.Lab.Evaluation;

namespace StreamMood.Lab.Smoothing;

/// <summary>Compares ways to smooth over the same labelled streams.</summary>
public static class SmoothingBenchmark
{
    /// <summary>The bounds of a default: at most this share of the raw stream's false switches, and at most this delay.</summary>
    public const double MostFalseShare = 0.2, MostDelaySeconds = 3;

    /// <summary>The part of a bound that a pick may use up on the streams it is picked on: on other people's it does worse than there.</summary>
    internal const double Used = 0.9;

    /// <summary>The losses that every stream is also seen with: share, and frames in a run.</summary>
    private static readonly (double Share, double Run)[] Losses = [(0.25, 1.5), (0.5, 2), (0.75, 3)];

    /// <summary>Every stream, and every stream with frames lost.</summary>
    public static IReadOnlyList<LabelledSequence> WithLosses(IEnumerable<LabelledSequence> streams) =>
        [.. streams.SelectMany(s => Losses.Select(l => s.Lose(l.Share, l.Run)).Prepend(s))];

    /// <summary>Measures every way over all streams together.</summary>
    /// <param name="streams">One or more.</param>
    /// <param name="ways">The ways; the product's default should be among them.</param>
    /// <param name="progress">How far it is; may be null.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="UserErrorException">When there is no stream.</exception>
    public static SmoothingComparison Run(
        IReadOnlyList<LabelledSequence> streams, IReadOnlyList<SmoothingWay> ways, IProgress<EvaluationStep>? progress, CancellationToken cancellationToken)
    {
        if (streams.Count == 0)
            throw new UserErrorException("there is no stream to compare filters on");
        var points = new SmoothingPoint[ways.Count];
        var done = 0;
        Parallel.For(0, ways.Count, new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            points[i] = Measure(ways[i], streams);
            progress?.Report(new EvaluationStep("filters", Interlocked.Increment(ref done), ways.Count));
        });
        return new SmoothingComparison(Raw(streams), points);
    }

    /// <summary>Measures one way.</summary>
    public static SmoothingPoint Measure(SmoothingWay way, IEnumerable<LabelledSequence> streams)
    {
        var score = new SmoothingScore();
        foreach (var stream in streams)
            way.Run(stream, score);
        return new SmoothingPoint(way, score.Figures());
    }

    /// <summary>The raw stream.</summary>
    public static SmoothingFigures Raw(IEnumerable<LabelledSequence> streams)
    {
        var score = new SmoothingScore();
        foreach (var stream in streams)
            SmoothingWay.Raw(stream, score);
        return score.Figures();
    }
}

/// <summary>A way to smooth with its figures.</summary>
public sealed record SmoothingPoint(SmoothingWay Way, SmoothingFigures Figures);

/// <summary>All ways over the same streams.</summary>
/// <param name="Raw">What is said without smoothing.</param>
/// <param name="Points">The ways, in the order given.</param>
public sealed record SmoothingComparison(SmoothingFigures Raw, IReadOnlyList<SmoothingPoint> Points)
{
    /// <summary>
    /// The ways that no other beats in false switches without losing in delay (p95), fastest first. Points of equal figures count once.
    /// </summary>
    public IReadOnlyList<SmoothingPoint> Front()
    {
        List<SmoothingPoint> front = [];
        foreach (var point in Points.OrderBy(p => p.Figures.DelayP95).ThenBy(p => p.Figures.FalseSwitchesPerMinute).ThenByDescending(p => p.Figures.Accuracy))
            if (front.Count == 0 || point.Figures.FalseSwitchesPerMinute < front[^1].Figures.FalseSwitchesPerMinute)
                front.Add(point);
        return front;
    }

    /// <summary>Whether a way keeps both bounds.</summary>
    public bool Keeps(SmoothingFigures figures) => Keeps(figures, 1);

    /// <summary>
    /// The knee among some of the ways: least sum of false switches and delay, each in units of its bound; those that keep both
    /// bounds with a tenth to spare come before all others, and a switch too many weighs no less when the delay is short.
    /// </summary>
    public SmoothingPoint Knee(Func<SmoothingPoint, bool>? among = null) => Points
        .Where(among ?? (_ => true))
        .OrderByDescending(p => Keeps(p.Figures, SmoothingBenchmark.Used))
        .ThenBy(p => (p.Figures.FalseSwitchesPerMinute / Math.Max(SmoothingBenchmark.MostFalseShare * Raw.FalseSwitchesPerMinute, 1e-9))
            + (p.Figures.DelayP95 / SmoothingBenchmark.MostDelaySeconds))
        .ThenByDescending(p => p.Figures.Accuracy)
        .First();

    /// <summary>A way as the report holds it.</summary>
    public SmoothingRow Row(SmoothingPoint point) => SmoothingRow.Of(point, this);

    /// <summary>The knee of each filter, in the order in which filters first occur.</summary>
    public IReadOnlyList<SmoothingPoint> PerFilter() =>
        [.. Points.Select(p => p.Way.Filter).Distinct().Select(f => Knee(p => p.Way.Filter == f))];

    private bool Keeps(SmoothingFigures figures, double part) =>
        figures.DelayP95 <= part * SmoothingBenchmark.MostDelaySeconds
        && figures.FalseSwitchesPerMinute <= part * SmoothingBenchmark.MostFalseShare * Raw.FalseSwitchesPerMinute;
}
