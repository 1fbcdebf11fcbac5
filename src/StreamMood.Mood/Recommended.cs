using StreamMood.Contracts.Events;

namespace StreamMood.Mood;

/// <summary>A recommendation on its way out.</summary>
/// <param name="Event">The recommendation.</param>
/// <param name="NeededFrom">Offset from which the input must be read again to make it once more; hold it until the recommendation is acknowledged.</param>
public readonly record struct Recommended(RecommendationEvent Event, long NeededFrom);
