using StreamMood.Contracts.Events;
using StreamMood.Mood.Songs;

namespace StreamMood.Mood.Decisions;

/// <summary>
/// From a window's smoothed mood to what should be played: state and new state in, decision out, nothing else. Knows no clock
/// and allocates nothing.
/// </summary>
public static class DecisionStep
{
    /// <summary>Decides one window.</summary>
    /// <param name="before">What is remembered of the key; the default for a new one.</param>
    /// <param name="window">The window; later than any before.</param>
    /// <param name="settings">The key's settings, as they hold at the window's start.</param>
    /// <param name="after">What to remember.</param>
    public static Decision Decide(in DecisionState before, in WindowReading window, DecisionSettings settings, out DecisionState after)
    {
        var state = before.Started && window.Start - before.LastEnd <= settings.ForgetAfter.Ticks ? before : default;
        var masses = window.Estimate?.Masses ?? default;
        var (leading, confidence) = Read(window, in masses, settings);
        var lead = leading == MoodState.Nobody || state.State == MoodState.Nobody ? 1 : confidence - masses.Of(state.State);
        var held = state.Held;
        var outcome = Hysteresis.Move(ref state, in window, leading, lead, settings);
        if (state.Held != held || settings.Strategy != StrategyKind.Iso)
            state = state with { PathFrom = default, PathGoal = default, PathSince = 0 };

        var mood = window.Estimate?.Mood ?? default;
        var target = Target(ref state, in window, mood, settings, out var category, out var step, out var steps);
        var bound = Bound(window.Start, settings, ref target, ref category);
        state = state with
        {
            CategorySince = state.Started && state.Category == category ? state.CategorySince : window.Start,
            Category = category,
            Started = true,
            LastEnd = window.End,
        };
        after = state;
        return new Decision
        {
            State = state.State,
            Category = category,
            Since = state.CategorySince,
            Target = target,
            Confidence = state.State == leading || state.State == MoodState.Undecided ? confidence
                : state.State == MoodState.Nobody ? 0 : masses.Of(state.State),
            Leading = leading,
            Outcome = outcome,
            Strategy = settings.Strategy,
            Step = step,
            Steps = steps,
            Bound = bound,
        };
    }

    // Frames without a face say for certain what they say: that nobody was there. What was felt before does not carry over.
    private static (MoodState Leading, float Confidence) Read(in WindowReading window, in CategoryMasses masses, DecisionSettings settings)
    {
        if (window.Faces == 0)
            return (MoodState.Nobody, 1);
        var best = masses.Best(out var confidence);
        return (confidence < settings.UndecidedBelow || confidence <= 0 ? MoodState.Undecided : best, confidence);
    }

    private static TargetMood Target(
        ref DecisionState state, in WindowReading window, TargetMood mood, DecisionSettings settings, out SongCategory category, out int step, out int steps)
    {
        (step, steps) = (0, 0);
        category = state.State.Matching();
        if (state.State == MoodState.Undecided)
            return mood;
        if (state.State == MoodState.Nobody)
            return default;
        switch (settings.Strategy)
        {
            case StrategyKind.Lift:
                category = Quadrant.Of(settings.Goal);
                return settings.Goal;
            case StrategyKind.Iso:
                return Lead(ref state, in window, mood, settings, ref category, out step, out steps);
            default:
                return mood;
        }
    }

    private static TargetMood Lead(
        ref DecisionState state, in WindowReading window, TargetMood mood, DecisionSettings settings, ref SongCategory category, out int step, out int steps)
    {
        var path = new IsoPath(state.PathFrom, state.PathGoal, state.PathSince);
        if (state.PathSince == 0)
        {
            path = IsoPath.Begin(mood, category, settings.Goal, window.Start);
        }
        else if (state.PathGoal != settings.Goal)
        {
            // Another goal: from where the way stands, not from where it once began.
            path = new IsoPath(path.At(path.Taken(window.Start, settings.Step, settings.StepEvery), settings.Step), settings.Goal, window.Start);
            category = Quadrant.Of(path.From);
        }

        state = state with { PathFrom = path.From, PathGoal = path.Goal, PathSince = path.Since };
        steps = path.Steps(settings.Step);
        step = path.Taken(window.Start, settings.Step, settings.StepEvery);
        var at = path.At(step, settings.Step);
        category = Quadrant.Of(at);
        return at;
    }

    private static string? Bound(long start, DecisionSettings settings, ref TargetMood target, ref SongCategory category)
    {
        if (category is SongCategory.Undecided or SongCategory.Nobody)
            return null;
        var quiet = settings.Quiet is { } hours && hours.ArousalCeiling < settings.ArousalCeiling && hours.Contains(start);
        var ceiling = quiet ? settings.Quiet!.ArousalCeiling : settings.ArousalCeiling;
        var floor = Math.Min(settings.ArousalFloor, ceiling);
        var (pleasant, excited) = Quadrant.Sides(category);
        var bounded = Math.Clamp(target.Arousal, floor, ceiling);

        // The category follows only where no arousal that is allowed lies in it.
        var calmer = excited && ceiling < 0;
        var livelier = !excited && floor >= 0;
        if (calmer || livelier)
            category = Quadrant.Of(pleasant, livelier);
        if (bounded == target.Arousal && !calmer && !livelier)
            return null;
        var lowered = calmer || bounded < target.Arousal;
        target = target with { Arousal = bounded };
        return lowered ? quiet ? "quiet-hours" : "ceiling" : "floor";
    }
}
