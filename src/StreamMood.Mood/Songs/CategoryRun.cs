using StreamMood.Contracts.Events;

namespace StreamMood.Mood.Songs;

/// <summary>Windows in a row, none missing between them, that came to the same category.</summary>
/// <param name="Category">The category.</param>
/// <param name="First">Number of the first window.</param>
/// <param name="Last">Number of the last window.</param>
internal readonly record struct CategoryRun(SongCategory Category, long First, long Last);
