using System.Globalization;

namespace StreamMood.Faults;

/// <summary>When something became known of a camera.</summary>
/// <param name="Camera">Camera id.</param>
/// <param name="CapturedAt">Capture time of the frame, milliseconds since 1970.</param>
/// <param name="EmittedAt">When its first emotion event was published, milliseconds since 1970.</param>
internal readonly record struct Emission(string Camera, long CapturedAt, long EmittedAt);

/// <summary>How a fault was felt downstream.</summary>
internal sealed record Recovery
{
    /// <summary>What was done.</summary>
    public required string Fault { get; init; }

    /// <summary>To whom.</summary>
    public required string Target { get; init; }

    /// <summary>How long it lasted, until it was undone.</summary>
    public required double Seconds { get; init; }

    /// <summary>Cameras of which nothing new enough was known for a while after it began.</summary>
    public required int CamerasLate { get; init; }

    /// <summary>The most that the newest known frame of a camera was old.</summary>
    public required double WorstSeconds { get; init; }

    /// <summary>From its beginning until the last camera was up to date again; 0 when none was late.</summary>
    public required double RecoveredAfterSeconds { get; init; }

    /// <summary>The same from its end; 0 when all were up to date by then.</summary>
    public required double RecoveredAfterEndSeconds { get; init; }
}

/// <summary>Finds how long each fault was felt, from capture and publishing times in the topics alone.</summary>
internal static class Recoveries
{
    /// <summary>Reads the faults (lines of begin, kind, target, end; times in milliseconds since 1970, tabs between).</summary>
    /// <param name="file">The faults, in order.</param>
    /// <param name="emissions">All first events.</param>
    /// <param name="late">How old the newest known frame of a camera may be.</param>
    public static IReadOnlyList<Recovery> Read(string file, IEnumerable<Emission> emissions, TimeSpan late)
    {
        var lapses = emissions.GroupBy(e => e.Camera).SelectMany(c => Lapses(c, (long)late.TotalMilliseconds)).ToList();
        var faults = File.ReadAllLines(file).Select(l => l.Split('\t'))
            .Select(f => (Begin: Milliseconds(f[0]), Kind: f[1], Target: f[2], End: Milliseconds(f[3]))).ToList();
        return
        [
            .. faults.Select((fault, i) =>
            {
                var next = i + 1 < faults.Count ? faults[i + 1].Begin : long.MaxValue;
                var felt = lapses.Where(l => l.Begin >= fault.Begin && l.Begin < next).ToList();
                var end = felt.Count > 0 ? felt.Max(l => l.End) : fault.Begin;
                return new Recovery
                {
                    Fault = fault.Kind,
                    Target = fault.Target,
                    Seconds = Seconds(fault.End - fault.Begin),
                    CamerasLate = felt.Select(l => l.Camera).Distinct().Count(),
                    WorstSeconds = felt.Count > 0 ? Seconds(felt.Max(l => l.Age)) : 0,
                    RecoveredAfterSeconds = Seconds(end - fault.Begin),
                    RecoveredAfterEndSeconds = Seconds(Math.Max(0, end - fault.End)),
                };
            }),
        ];
    }

    // Before each event the newest known frame is at its oldest.
    private static IEnumerable<(string Camera, long Begin, long End, long Age)> Lapses(IEnumerable<Emission> camera, long late)
    {
        var newest = long.MaxValue;
        foreach (var emission in camera.OrderBy(e => e.EmittedAt))
        {
            if (newest != long.MaxValue && emission.EmittedAt - newest > late)
                yield return (emission.Camera, newest + late, emission.EmittedAt, emission.EmittedAt - newest);
            newest = newest == long.MaxValue ? emission.CapturedAt : Math.Max(newest, emission.CapturedAt);
        }
    }

    private static long Milliseconds(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static double Seconds(long milliseconds) => Math.Round(milliseconds / 1000.0, 1);
}
