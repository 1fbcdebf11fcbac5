using StreamMood.Contracts.Events;

namespace StreamMood.Mood.Decisions;

/// <summary>
/// The way of the iso principle: a straight line on the plane of valence and arousal, walked in equal steps. Where it stands
/// follows from where and when it began and from nothing in between, so a missing window shifts nothing.
/// </summary>
internal readonly record struct IsoPath(TargetMood From, TargetMood Goal, long Since)
{
    // A beginning on the edge of its quadrant would belong to the next one after the first step.
    private const float Inside = 0.05f;

    /// <summary>A way from a mood, begun within the quadrant of the category that was decided for it.</summary>
    public static IsoPath Begin(TargetMood mood, SongCategory category, TargetMood goal, long since)
    {
        var (pleasant, excited) = Quadrant.Sides(category);
        var valence = pleasant ? Math.Max(mood.Valence, Inside) : Math.Min(mood.Valence, -Inside);
        var arousal = excited ? Math.Max(mood.Arousal, Inside) : Math.Min(mood.Arousal, -Inside);
        return new IsoPath(new TargetMood(valence, arousal), goal, since);
    }

    /// <summary>Steps from beginning to goal.</summary>
    public int Steps(float step) => (int)MathF.Ceiling(Distance / step);

    /// <summary>Steps taken at a time.</summary>
    public int Taken(long ticks, float step, TimeSpan every) => (int)Math.Clamp((ticks - Since) / every.Ticks, 0, Steps(step));

    /// <summary>Where the way stands after some steps.</summary>
    public TargetMood At(int taken, float step)
    {
        var share = Distance <= 0 ? 1 : taken * step / Distance;
        return share >= 1 ? Goal : new TargetMood(From.Valence + ((Goal.Valence - From.Valence) * share), From.Arousal + ((Goal.Arousal - From.Arousal) * share));
    }

    private float Distance
    {
        get
        {
            var (dv, da) = (Goal.Valence - From.Valence, Goal.Arousal - From.Arousal);
            return MathF.Sqrt((dv * dv) + (da * da));
        }
    }
}
