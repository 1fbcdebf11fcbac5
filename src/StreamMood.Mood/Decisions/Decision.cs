using StreamMood.Contracts.Events;

namespace StreamMood.Mood.Decisions;

/// <summary>What was decided for one window.</summary>
public readonly record struct Decision
{
    /// <summary>The state of the people.</summary>
    public MoodState State { get; init; }

    /// <summary>What to play.</summary>
    public SongCategory Category { get; init; }

    /// <summary>Start of the first window since which the category holds, ticks of UTC.</summary>
    public long Since { get; init; }

    /// <summary>The mood that songs should have; 0, 0 when nobody is there or nothing is known.</summary>
    public TargetMood Target { get; init; }

    /// <summary>Probability mass behind <see cref="State"/>; that of the best state when undecided; 1 for nobody.</summary>
    public float Confidence { get; init; }

    /// <summary>What the window's mood says by itself; differs from <see cref="State"/> while that is held.</summary>
    public MoodState Leading { get; init; }

    /// <summary>Why the state is what it is.</summary>
    public DecisionOutcome Outcome { get; init; }

    /// <summary>The strategy that made the target.</summary>
    public StrategyKind Strategy { get; init; }

    /// <summary>Steps taken on the way to the goal, 0 to <see cref="Steps"/>; 0 for other strategies than <c>iso</c>.</summary>
    public int Step { get; init; }

    /// <summary>Steps to the goal; 0 for other strategies than <c>iso</c>.</summary>
    public int Steps { get; init; }

    /// <summary>What moved the target: <c>quiet-hours</c>, <c>ceiling</c> or <c>floor</c>; null for nothing.</summary>
    public string? Bound { get; init; }
}
