using StreamMood.Contracts.Events;
using StreamMood.Vision.Detection;

namespace StreamMood.Vision.Tracking;

/// <summary>
/// Numbers the faces of one camera so that the same face keeps its number from frame to frame, by place and size alone:
/// nothing about a person is kept, and a face unseen for longer than <see cref="Memory"/> comes back under a new number.
/// Deterministic; not thread safe; allocates only when it has never seen as many faces.
/// </summary>
public sealed class FaceTracker
{
    /// <summary>How long a face may stay unseen and keep its number: a turned head or a hand before the face.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromSeconds(1);

    // A face moves at most this far from one frame to the next, in face sizes; more after a gap.
    private const float Reach = 0.6f, ReachPerSecond = 1.5f;

    // Nobody's face doubles its size between frames.
    private const float MostGrowth = 2;

    private readonly List<Track> _tracks = [];
    private readonly List<Pair> _pairs = [];
    private DateTimeOffset _now;
    private int _last;

    /// <summary>Assigns a number, from 1, to each face of a frame; no two faces of a frame share one.</summary>
    /// <param name="faces">The faces of the frame; their order does not matter to known faces.</param>
    /// <param name="capturedAt">When the frame was captured. A frame older than the last one is taken as simultaneous with it.</param>
    /// <param name="tracks">Takes the number of <c>faces[i]</c> at <c>i</c>.</param>
    /// <exception cref="ArgumentException">When <paramref name="tracks"/> is shorter than <paramref name="faces"/>.</exception>
    public void Update(ReadOnlySpan<DetectedFace> faces, DateTimeOffset capturedAt, Span<int> tracks)
    {
        if (tracks.Length < faces.Length)
            throw new ArgumentException($"{faces.Length} faces need as many tracks, got {tracks.Length}", nameof(tracks));
        Advance(capturedAt);
        PairUp(faces);
        tracks[..faces.Length].Clear();
        foreach (var pair in _pairs)
        {
            var track = _tracks[pair.Track];
            if (tracks[pair.Face] != 0 || track.Taken)
                continue;
            tracks[pair.Face] = track.Id;
            _tracks[pair.Track] = new Track(track.Id, faces[pair.Face].Box, _now, Taken: true);
        }

        for (var i = 0; i < faces.Length; i++)
            if (tracks[i] == 0)
                _tracks.Add(new Track(tracks[i] = ++_last, faces[i].Box, _now, Taken: true));
    }

    private void Advance(DateTimeOffset capturedAt)
    {
        // A camera whose clock was set back starts anew; merely late frames do not disturb.
        if (_now - capturedAt > Memory)
        {
            _tracks.Clear();
            _now = capturedAt;
        }

        if (capturedAt > _now)
            _now = capturedAt;
        var kept = 0;
        for (var i = 0; i < _tracks.Count; i++)
            if (_now - _tracks[i].Seen <= Memory)
                _tracks[kept++] = _tracks[i] with { Taken = false };
        _tracks.RemoveRange(kept, _tracks.Count - kept);
    }

    // All plausible pairs, cheapest first: greedy choice in this order is what the assignment comes to when faces do not overlap.
    private void PairUp(ReadOnlySpan<DetectedFace> faces)
    {
        _pairs.Clear();
        for (var t = 0; t < _tracks.Count; t++)
        {
            var reach = Reach + ReachPerSecond * (float)(_now - _tracks[t].Seen).TotalSeconds;
            for (var f = 0; f < faces.Length; f++)
                if (Cost(_tracks[t].Box, faces[f].Box, reach) is { } cost)
                    _pairs.Add(new Pair(cost, t, f));
        }

        _pairs.Sort();
    }

    private static float? Cost(Box before, Box now, float reach)
    {
        var (a, b) = (MathF.Sqrt(before.Area), MathF.Sqrt(now.Area));
        var dx = now.X + now.Width / 2 - before.X - before.Width / 2;
        var dy = now.Y + now.Height / 2 - before.Y - before.Height / 2;
        var distance = MathF.Sqrt(dx * dx + dy * dy) / ((a + b) / 2);
        var growth = MathF.Max(a, b) / MathF.Min(a, b);
        return distance <= reach && growth <= MostGrowth
            ? distance + (1 - before.Iou(now)) / 2 + (growth - 1) / 2
            : null;
    }

    private readonly record struct Track(int Id, Box Box, DateTimeOffset Seen, bool Taken);

    private readonly record struct Pair(float Cost, int Track, int Face) : IComparable<Pair>
    {
        public int CompareTo(Pair other)
        {
            var byCost = Cost.CompareTo(other.Cost);
            if (byCost != 0)
                return byCost;
            // Tracks stand in the order of their age, so that the older one wins.
            return Track != other.Track ? Track.CompareTo(other.Track) : Face.CompareTo(other.Face);
        }
    }
}
