using StreamMood.Contracts.Events;

namespace StreamMood.Mood.Smoothing;

/// <summary>Who speaks for a frame with several faces.</summary>
public enum FaceAggregation : byte
{
    /// <summary>All of them, each with its weight.</summary>
    Mean,

    /// <summary>The one with the most confident expression; of equals the better, then the larger, then the more telling.</summary>
    Confident,

    /// <summary>The one with the largest box, whom the camera most likely is for.</summary>
    Largest,
}

/// <summary>
/// Which faces of a frame vote, and with what weight. A face that does not vote is reported all the same. Depends on the faces
/// alone and not on their order.
/// </summary>
public sealed record FaceVoting
{
    private const float One = 1 << 16;

    /// <summary>Every face votes.</summary>
    public static FaceVoting All { get; } = new() { MinSize = 0, MinQuality = 0 };

    /// <summary>Least length of the box's shorter side in pixels, 0 to 4096.</summary>
    public float MinSize { get; init; } = 16;

    /// <summary>Least quality, 0 to 1; quality is size and pose together.</summary>
    public float MinQuality { get; init; } = 0.1f;

    /// <summary>Whether a face weighs as much as it is confident; all alike otherwise.</summary>
    public bool ByConfidence { get; init; } = true;

    /// <summary>Whether a face weighs as much as its quality; all alike otherwise.</summary>
    public bool ByQuality { get; init; } = true;

    /// <summary>Who speaks for a frame.</summary>
    public FaceAggregation Aggregation { get; init; } = FaceAggregation.Mean;

    /// <summary>Whether a face may vote.</summary>
    public bool Admits(FaceObservation face) =>
        MathF.Min(face.Box.Width, face.Box.Height) >= MinSize && face.Quality >= MinQuality;

    /// <summary>A face's weight in steps of 2^-16, 0 to 2^16.</summary>
    internal long Weight(FaceObservation face) =>
        (long)MathF.Round((ByConfidence ? face.Confidence : 1) * (ByQuality ? face.Quality : 1) * One);

    /// <summary>The one face that speaks for a frame; −1 when none may.</summary>
    internal int Speaker(IReadOnlyList<FaceObservation> faces)
    {
        var best = -1;
        for (var i = 0; i < faces.Count; i++)
            if (Admits(faces[i]) && (best < 0 || Precedes(faces[i], faces[best])))
                best = i;
        return best;
    }

    private bool Precedes(FaceObservation a, FaceObservation b)
    {
        if (Aggregation == FaceAggregation.Confident && a.Confidence != b.Confidence)
            return a.Confidence > b.Confidence;
        if (a.Box.Area != b.Box.Area)
            return a.Box.Area > b.Box.Area;
        if (a.Quality != b.Quality)
            return a.Quality > b.Quality;

        // Equal in all that matters: the scores decide, so that the order of the faces does not.
        for (var i = 0; i < Emotions.Count; i++)
            if (a.Emotions[i] != b.Emotions[i])
                return a.Emotions[i] > b.Emotions[i];
        return false;
    }
}
