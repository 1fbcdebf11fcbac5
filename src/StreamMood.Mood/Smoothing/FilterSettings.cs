namespace StreamMood.Mood.Smoothing;

/// <summary>The smoothing filters.</summary>
public enum FilterKind : byte
{
    /// <summary>No smoothing: each window by itself.</summary>
    None,

    /// <summary><see cref="ExponentialMean"/>.</summary>
    Exponential,

    /// <summary><see cref="SlidingBox"/>.</summary>
    Box,

    /// <summary><see cref="SlidingMedian"/>.</summary>
    Median,

    /// <summary><see cref="MajorityVote"/>.</summary>
    Majority,

    /// <summary><see cref="HiddenMarkov"/>.</summary>
    Hmm,

    /// <summary><see cref="KalmanPlane"/>.</summary>
    Kalman,
}

/// <summary>Which filter, and how it is set. All spans are event time.</summary>
public sealed record FilterSettings
{
    /// <summary>The filter.</summary>
    public FilterKind Kind { get; init; } = FilterKind.Exponential;

    /// <summary>Of the exponential mean: age at which what was seen counts half, 0.1 s to 10 min.</summary>
    public TimeSpan HalfLife { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Of box, median and majority: how far back they look, 0.1 s to 10 min, rounded to whole windows.</summary>
    public TimeSpan Span { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Of the hidden Markov model: how many independent looks a second of one sure face is worth, above 0 to 100. Frames that
    /// follow each other err alike, so it lies far below the frame rate.
    /// </summary>
    public double Evidence { get; init; } = 2;

    /// <summary>Of the Kalman filter: how far a mood wanders in a second, standard deviation on the plane, above 0 to 2.</summary>
    public double Drift { get; init; } = 0.3;

    /// <summary>Of the Kalman filter: how far a second of one sure face errs, standard deviation on the plane, above 0 to 2.</summary>
    public double Noise { get; init; } = 0.3;

    /// <summary>The filter over windows of a length.</summary>
    public IMoodFilter Create(TimeSpan window) => Kind switch
    {
        FilterKind.Exponential => new ExponentialMean(window, HalfLife),
        FilterKind.Box => new SlidingBox(window, Span),
        FilterKind.Median => new SlidingMedian(window, Span),
        FilterKind.Majority => new MajorityVote(window, Span),
        FilterKind.Hmm => new HiddenMarkov(window, Evidence, MoodChain.Learnt),
        FilterKind.Kalman => new KalmanPlane(window, Drift, Noise, MoodCentres.Learnt),
        _ => new SlidingBox(window, window),
    };
}
