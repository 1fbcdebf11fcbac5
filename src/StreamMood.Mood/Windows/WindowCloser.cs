using StreamMood.Contracts.Events;
using StreamMood.Mood.Decisions;
using StreamMood.Mood.Songs;

namespace StreamMood.Mood.Windows;

/// <summary>Closes windows and turns each into a recommendation, or says why there is none.</summary>
/// <param name="composer">Makes the recommendation.</param>
/// <param name="totals">Where to count.</param>
/// <param name="zones">Whether keys are zones.</param>
/// <param name="tracks">Whether face tracks have windows of their own.</param>
/// <param name="silence">Ticks after a window's end when silence closes it.</param>
internal sealed class WindowCloser(RecommendationComposer composer, MoodTotals totals, bool zones, bool tracks, long silence)
{
    /// <summary>Operators' decisions; null for none.</summary>
    public IControls? Controls { get; set; }

    /// <summary>Closes what ended up to an instant, or everything, and recommends.</summary>
    public void Close(KeyedStream stream, long? upTo, ICollection<RecommendationEvent> into)
    {
        Close(stream, stream.Whole, upTo, into);
        if (!tracks)
            return;
        foreach (var track in stream.Tracks)
            Close(stream, track, upTo, into);
        stream.DropEmptyTracks();
    }

    private void Close(KeyedStream stream, MoodKey key, long? upTo, ICollection<RecommendationEvent> into)
    {
        if (upTo is { } ticks)
            key.Windows.CloseUpTo(ticks);
        else
            key.Windows.CloseAll();
        while (key.Windows.TakeClosed() is { IsEmpty: false } windows)
        {
            var (start, end) = (key.Windows.Start(in windows[^1]), key.Windows.End(in windows[^1]));
            var control = Controls?.Of(key.Name, zones)?.At(start) ?? default;
            var recommendation = composer.Compose(key, windows, in control);
            totals.Windows++;
            if (WasRevoked(stream, start, upTo is null ? end + silence : stream.Watermark))
                totals.Dropped++;
            else if (control.Paused)
                totals.Paused++;
            else if (end <= stream.HoldUpTo)
                totals.HeldBack++;
            else
                into.Add(recommendation);
            key.Late = 0;
        }
    }

    // What consent was revoked for while it was open is not recommended. Of a camera that falls silent, as one does whose frames are
    // looked at no longer, a window counts as open until silence would have closed it.
    private bool WasRevoked(KeyedStream stream, long start, long closed)
    {
        if (Controls is not { } controls)
            return false;
        if (!zones)
            return controls.Of(stream.Name, false)?.RevokedAt(closed) > start;
        foreach (var camera in stream.Cameras)
            if (controls.Of(camera, false)?.RevokedAt(closed) > start)
                return true;
        return false;
    }
}
