using StreamMood.Contracts.Events;
using StreamMood.Mood.Decisions;
using StreamMood.Mood.Smoothing;
using StreamMood.Mood.Songs;

namespace StreamMood.Tests.Mood.Decisions;

/// <summary>Runs windows of one second through the decision.</summary>
internal static class Made
{
    public static readonly long Noon = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).UtcTicks;

    public static WindowReading Window(int second, MoodState state, float mass = 0.8f, TargetMood? mood = null) => new(
        Noon + second * TimeSpan.TicksPerSecond,
        Noon + (second + 1) * TimeSpan.TicksPerSecond,
        state == MoodState.Nobody ? 0 : 5,
        state is MoodState.Nobody or MoodState.Undecided ? null : new MoodEstimate(default, mood ?? Centre(state), Masses(state, mass)));

    public static List<Decision> Run(IEnumerable<WindowReading> windows, DecisionSettings settings)
    {
        DecisionState state = default;
        List<Decision> made = [];
        foreach (var window in windows)
        {
            made.Add(DecisionStep.Decide(in state, in window, settings, out var after));
            state = after;
        }

        return made;
    }

    public static IEnumerable<WindowReading> Each(params MoodState[] states) => states.Select((s, i) => Window(i, s));

    public static TargetMood Centre(MoodState state) => state switch
    {
        MoodState.Happy => new(0.7f, 0.5f),
        MoodState.Energetic => new(-0.5f, 0.5f),
        MoodState.Sad => new(-0.6f, -0.25f),
        _ => default,
    };

    private static CategoryMasses Masses(MoodState state, float mass)
    {
        var rest = (1 - mass) / 3;
        float Of(MoodState s) => s == state ? mass : rest;
        return new CategoryMasses(Of(MoodState.Happy), Of(MoodState.Energetic), Of(MoodState.Neutral), Of(MoodState.Sad));
    }
}
