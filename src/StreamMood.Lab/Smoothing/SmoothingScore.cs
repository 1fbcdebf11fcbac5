using StreamMood.Contracts.Events;
using StreamMood.Lab.Metrics;

namespace StreamMood.Lab.Smoothing;

/// <summary>
/// The two sides of steadiness, over streams whose truth is known. A true change is answered by the first switch to the new
/// state; every other switch is false, also one to <c>undecided</c> or <c>nobody</c>, and one that comes too late, when the
/// truth has moved on. A change never answered counts with the whole length of its part as its delay. Accuracy and F1 look
/// ten times a second, the seconds of delay included.
/// </summary>
public sealed class SmoothingScore
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    // Windows must fill first; whatever comes before is no fault of any filter.
    private static readonly TimeSpan Begin = TimeSpan.FromSeconds(4);

    private readonly ConfusionMatrix _seen = new(Enum.GetValues<MoodState>().Length);
    private readonly List<double> _delays = [];
    private double _minutes;
    private int _switches;
    private int _false;

    /// <summary>True changes.</summary>
    public int Changes => _delays.Count;

    /// <summary>True changes never answered.</summary>
    public int Missed { get; private set; }

    /// <summary>Adds one stream.</summary>
    /// <param name="parts">The truth.</param>
    /// <param name="said">What was said and when it could first be known, in order of time.</param>
    public void Add(IReadOnlyList<StreamPart> parts, IReadOnlyList<(TimeSpan At, MoodState State)> said)
    {
        _minutes += (parts[^1].End - Begin).TotalMinutes;
        var next = 0;
        MoodState? state = null;
        foreach (var part in parts)
        {
            var answered = state == part.State;
            double delay = 0;
            var look = part.Start;
            for (; next < said.Count && said[next].At < part.End; next++)
            {
                Grid(part, ref look, said[next].At, state);
                if (said[next].State == state)
                    continue;
                var first = state is null;
                state = said[next].State;
                if (said[next].At < Begin || first)
                {
                    answered |= state == part.State;
                    continue;
                }

                _switches++;
                if (state == part.State && !answered)
                    (answered, delay) = (true, (said[next].At - part.Start).TotalSeconds);
                else
                    _false++;
            }

            Grid(part, ref look, part.End, state);
            if (part.Start < Begin)
                continue;
            if (!answered)
                (delay, Missed) = ((part.End - part.Start).TotalSeconds, Missed + 1);
            _delays.Add(delay);
        }
    }

    /// <summary>The figures.</summary>
    public SmoothingFigures Figures()
    {
        // Over the states that occur; what is said of them beside these counts as wrong.
        var metrics = new ClassificationMetrics(_seen);
        var shown = metrics.PerClass.Where(c => c.Support > 0).ToArray();
        _delays.Sort();
        return new SmoothingFigures(
            Round(metrics.Accuracy), Round(shown.Length == 0 ? 0 : shown.Average(c => c.F1)), Round(_switches / _minutes), Round(_false / _minutes),
            Round(Percentile(0.5)), Round(Percentile(0.95)), Changes, Missed);
    }

    private static double Round(double value) => Math.Round(value, 4);

    private void Grid(StreamPart part, ref TimeSpan look, TimeSpan until, MoodState? state)
    {
        for (; look < until && look < part.End; look += Look)
            if (look >= Begin && state is { } said)
                _seen.Add((int)part.State, (int)said);
    }

    private double Percentile(double share) =>
        _delays.Count == 0 ? 0 : _delays[Math.Clamp((int)Math.Ceiling(share * _delays.Count) - 1, 0, _delays.Count - 1)];
}

/// <summary>Figures of one way to smooth.</summary>
/// <param name="Accuracy">Share of the time at which the truth was said.</param>
/// <param name="MacroF1">Mean F1 over the states that occur.</param>
/// <param name="SwitchesPerMinute">All switches.</param>
/// <param name="FalseSwitchesPerMinute">Switches that answer no true change.</param>
/// <param name="DelayP50">Seconds from a true change to the switch, median.</param>
/// <param name="DelayP95">The same, 95th percentile.</param>
/// <param name="Changes">True changes.</param>
/// <param name="Missed">True changes never answered.</param>
public sealed record SmoothingFigures(
    double Accuracy, double MacroF1, double SwitchesPerMinute, double FalseSwitchesPerMinute, double DelayP50, double DelayP95, int Changes, int Missed);
