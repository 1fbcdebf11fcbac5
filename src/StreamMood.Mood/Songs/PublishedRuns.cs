using StreamMood.Contracts.Events;
using StreamMood.Mood.Windows;

namespace StreamMood.Mood.Songs;

/// <summary>
/// What a resumed partition had already been told to play: the one thing about a window that its rewind does not reach is
/// since when its category holds, and that stands in the recommendation published for it.
/// </summary>
internal sealed class PublishedRuns(EventTime time)
{
    private readonly Dictionary<string, Queue<CategoryRun>> _runs = new(StringComparer.Ordinal);

    /// <summary>Takes recommendations in any order; those of windows of another length tell nothing and are left out.</summary>
    public void Add(IEnumerable<RecommendationEvent> published)
    {
        foreach (var camera in published.Where(p => (p.WindowEnd - p.WindowStart).Ticks == time.Length).GroupBy(p => p.Camera, StringComparer.Ordinal))
            _runs[camera.Key] = new Queue<CategoryRun>(camera.Select(Run).OrderBy(r => r.Last));
    }

    /// <summary>The run as it was published for a camera's window. Must be asked with windows that rise.</summary>
    public bool TryTake(string camera, long window, out CategoryRun run)
    {
        run = default;
        if (_runs.Count == 0 || !_runs.TryGetValue(camera, out var runs))
            return false;
        while (runs.TryPeek(out run) && run.Last < window)
            runs.Dequeue();
        if (runs.Count == 0)
            _runs.Remove(camera);
        return run.Last == window;
    }

    private CategoryRun Run(RecommendationEvent published) => new(
        published.Category, time.WindowOf(published.Since.UtcTicks), time.WindowOf(published.WindowStart.UtcTicks));
}
