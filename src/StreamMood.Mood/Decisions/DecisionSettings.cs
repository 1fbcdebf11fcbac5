using StreamMood.Contracts.Events;

namespace StreamMood.Mood.Decisions;

/// <summary>How the decision goes for one key, a camera or a zone. All spans are event time. Immutable, so keys may share one.</summary>
public sealed record DecisionSettings
{
    /// <summary>Confidence under which the state is <c>undecided</c>, 0 to 1.</summary>
    public float UndecidedBelow { get; init; } = 0.4f;

    /// <summary>How much more mass than the state in force another must have to replace it, 0 to 1.</summary>
    public float Lead { get; init; }

    /// <summary>How long another state must have been ahead, its newest window included, 0 to 10 min; one window is enough where it is no longer than that.</summary>
    public TimeSpan Confirm { get; init; }

    /// <summary>How long a state holds at least before another may follow it, 0 to 1 h. To fall back to <c>undecided</c> and to return takes no time.</summary>
    public TimeSpan Hold { get; init; }

    /// <summary>After how long without any event everything is forgotten and the next window begins anew, 0 to 1 h.</summary>
    public TimeSpan ForgetAfter { get; init; }

    /// <summary>The strategy.</summary>
    public StrategyKind Strategy { get; init; } = StrategyKind.Match;

    /// <summary>Where <c>iso</c> and <c>lift</c> lead to.</summary>
    public TargetMood Goal { get; init; } = new(0.6f, 0.4f);

    /// <summary>Length of one step of <c>iso</c> on the plane of valence and arousal, above 0 to 3.</summary>
    public float Step { get; init; } = 0.15f;

    /// <summary>How long each step of <c>iso</c> lasts, 1 s to 1 h.</summary>
    public TimeSpan StepEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Least arousal of a target, −1 to 1.</summary>
    public float ArousalFloor { get; init; } = -1;

    /// <summary>Greatest arousal of a target, −1 to 1; wins over the floor.</summary>
    public float ArousalCeiling { get; init; } = 1;

    /// <summary>Times of the day with a ceiling of their own; null for none.</summary>
    public QuietHours? Quiet { get; init; }
}
