using StreamMood.Mood.Windows;

namespace StreamMood.Mood.Smoothing;

/// <summary>
/// Makes one steady mood of a camera's windows. A filter sees a bounded number of windows and keeps no state of its own: what
/// it says of a window follows from <see cref="Memory"/> windows of input, so a restart that reads these again says the same.
/// </summary>
public interface IMoodFilter
{
    /// <summary>Name and settings, as they stand in a recommendation's reason.</summary>
    string Description { get; }

    /// <summary>How many windows back the filter looks, the newest included; 1 or more.</summary>
    int Memory { get; }

    /// <summary>The mood at the newest of <paramref name="windows"/>.</summary>
    /// <param name="windows">One or more windows, oldest first, within <see cref="Memory"/> of the last; windows without events are absent.</param>
    /// <param name="estimate">The smoothed mood.</param>
    /// <returns>False when no face had any weight.</returns>
    bool TryEstimate(ReadOnlySpan<MoodWindow> windows, out MoodEstimate estimate);
}
