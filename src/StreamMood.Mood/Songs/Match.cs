using StreamMood.Contracts.Events;

namespace StreamMood.Mood.Songs;

/// <summary>The strategy that asks for songs of the mood people are in.</summary>
internal static class Match
{
    public const string Name = "match";

    public static TargetMood Target(TargetMood mood) => mood;
}
