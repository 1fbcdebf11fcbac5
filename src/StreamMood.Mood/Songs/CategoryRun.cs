using StreamMood.Contracts.Events;

namespace StreamMood.Mood.Songs;

/// <summary>Windows in a row, none missing between them, that came to the same category.</summary>
/// <param name="Category">The category.</param>
/// <param name="First">Number of the first window.</param>
/// <param name="Last">Number of the last window.</param>
internal readonly record struct CategoryRun(SongCategory Category, long First, long Last)
{
    /// <summary>The run with one more window, or a new one when the category changed or a window is missing.</summary>
    public CategoryRun Extend(SongCategory category, long window) =>
        category == Category && window == Last + 1 && First <= Last
            ? this with { Last = window }
            : new CategoryRun(category, window, window);

    /// <summary>No windows.</summary>
    public static CategoryRun None => new(SongCategory.Undecided, 0, -1);
}
