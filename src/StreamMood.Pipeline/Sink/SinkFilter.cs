using StreamMood.Contracts.Events;

namespace StreamMood.Pipeline.Sink;

/// <summary>Which recommendations leave. Knows what left last of each camera, zone or face. For one thread.</summary>
internal sealed class SinkFilter(SinkOptions options)
{
    private const int Most = 100_000; // tracks come and go; when it is full it begins anew, and each leaves once more

    private readonly Dictionary<string, string> _last = new(StringComparer.Ordinal);

    /// <summary>Why an event stays, or null when it leaves.</summary>
    public string? Holds(SinkEvent e, DateTimeOffset now)
    {
        var value = e.Value;
        if (options.MaxAge > TimeSpan.Zero && now - value.WindowEnd > options.MaxAge)
            return "age";
        if (options.Cameras.Count + options.Zones.Count > 0 && !(value.Zone is { } zone ? options.Zones : options.Cameras).Contains(value.Camera))
            return "filter";
        if (options.Categories.Count > 0 && !options.Categories.Contains(value.Category.Name()))
            return Remember(e, "filter");
        return options.OnChange ? Remember(e, null) : null;
    }

    // What is not asked for counts as a change all the same: sad, calm, sad turns sad twice.
    private string? Remember(SinkEvent e, string? otherwise)
    {
        if (!options.OnChange)
            return otherwise;
        var source = e.Id[..e.Id.LastIndexOf('/')];
        var now = $"{e.Value.Category.Name()} {string.Join(' ', (e.Value.Songs ?? []).Select(s => s.Id))}";
        if (_last.TryGetValue(source, out var before) && before == now)
            return otherwise ?? "unchanged";
        if (_last.Count >= Most)
            _last.Clear();
        _last[source] = now;
        return otherwise;
    }
}
