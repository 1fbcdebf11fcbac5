using System.Collections.Frozen;
using StreamMood.Contracts.Events;

namespace StreamMood.Pipeline.Recommender;

/// <summary>Which camera lies in which zone, as configured.</summary>
internal sealed class ZoneMap
{
    private readonly FrozenDictionary<string, string> _zones;
    private readonly FrozenDictionary<string, IReadOnlyList<string>> _members;

    private ZoneMap(Dictionary<string, string> zones, List<string> problems)
    {
        _zones = zones.ToFrozenDictionary(StringComparer.Ordinal);
        _members = zones.GroupBy(z => z.Value, StringComparer.Ordinal).ToFrozenDictionary(
            z => z.Key, z => (IReadOnlyList<string>)[.. z.Select(c => c.Key).Order(StringComparer.Ordinal)], StringComparer.Ordinal);
        Problems = problems;
    }

    /// <summary>One line for each unusable entry.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>Whether there is no zone.</summary>
    public bool IsEmpty => _zones.Count == 0;

    /// <summary>The zones.</summary>
    public IEnumerable<string> Names => _members.Keys;

    /// <summary>Reads the setting: zone to cameras, separated by commas, or zone.0, zone.1 … to one camera each.</summary>
    public static ZoneMap Read(IEnumerable<KeyValuePair<string, string>> setting)
    {
        Dictionary<string, string> zones = new(StringComparer.Ordinal);
        List<string> problems = [];
        foreach (var (key, value) in setting)
        {
            var dot = key.LastIndexOf('.');
            var zone = dot > 0 && int.TryParse(key[(dot + 1)..], out _) ? key[..dot] : key;
            if (!FrameId.IsCamera(zone))
                problems.Add($"zone '{zone}' is not a name of letters, digits, '.', '_' and '-', at most {FrameId.MaxCameraLength} of them");
            foreach (var camera in value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (!FrameId.IsCamera(camera))
                    problems.Add($"zone '{zone}' names '{camera}', which is not a camera id");
                else if (!zones.TryAdd(camera, zone) && zones[camera] != zone)
                    problems.Add($"zones '{zones[camera]}' and '{zone}' overlap: both have camera '{camera}'; a camera belongs to one zone");
            }
        }

        return new ZoneMap(zones, problems);
    }

    /// <summary>The zone of a camera; null when it has none.</summary>
    public string? ZoneOf(string camera) => _zones.Count == 0 ? null : _zones.GetValueOrDefault(camera);

    /// <summary>The cameras of a zone; null when there is no such zone (any more).</summary>
    public IReadOnlyList<string>? Members(string zone) => _members.GetValueOrDefault(zone);
}
