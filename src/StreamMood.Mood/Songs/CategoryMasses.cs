using System.Runtime.CompilerServices;
using StreamMood.Contracts.Events;

namespace StreamMood.Mood.Songs;

/// <summary>How much speaks for each of the four moods, together 1; all 0 when nothing speaks for any.</summary>
/// <param name="Happy">For happy.</param>
/// <param name="Energetic">For energetic.</param>
/// <param name="Neutral">For neutral.</param>
/// <param name="Sad">For sad.</param>
public readonly record struct CategoryMasses(float Happy, float Energetic, float Neutral, float Sad)
{
    /// <summary>How much speaks for a state; 0 for those that are no mood.</summary>
    public float Of(MoodState state) => state switch
    {
        MoodState.Happy => Happy,
        MoodState.Energetic => Energetic,
        MoodState.Neutral => Neutral,
        MoodState.Sad => Sad,
        _ => 0,
    };

    /// <summary>The mood with the most; of equals the first in the order happy, energetic, neutral, sad.</summary>
    public MoodState Best(out float mass)
    {
        var best = MoodState.Happy;
        mass = Happy;
        Try(MoodState.Energetic, Energetic, ref best, ref mass);
        Try(MoodState.Neutral, Neutral, ref best, ref mass);
        Try(MoodState.Sad, Sad, ref best, ref mass);
        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Try(MoodState state, float value, ref MoodState best, ref float mass)
    {
        if (value > mass)
            (best, mass) = (state, value);
    }
}
