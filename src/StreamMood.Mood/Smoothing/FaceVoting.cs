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

    /// <summary>How much of a wholly blurred face's weight goes, 0 (sharpness does not count) to 1; less of a sharper one's.</summary>
    public float BySharpness { get; init; }

    /// <summary>Who speaks for a frame.</summary>
    public FaceAggregation Aggregation { get; init; } = FaceAggregation.Mean;

    /// <summary>Whether a face may vote.</summary>
    public bool Admits(in FaceSample face) =>
        MathF.Min(face.Width, face.Height) >= MinSize && face.Quality >= MinQuality;

    /// <summary>A face's weight in steps of 2^-16, 0 to 2^16.</summary>
    internal long Weight(in FaceSample face) =>
        (long)MathF.Round((ByConfidence ? face.Confidence : 1) * (ByQuality ? face.Quality : 1) * (1 - BySharpness * (1 - face.Sharpness)) * One);

    /// <summary>The one face that speaks for a frame; −1 when none may.</summary>
    internal int Speaker(ReadOnlySpan<FaceSample> faces)
    {
        var best = -1;
        for (var i = 0; i < faces.Length; i++)
            if (Admits(in faces[i]) && (best < 0 || Precedes(in faces[i], in faces[best])))
                best = i;
        return best;
    }

    private bool Precedes(in FaceSample a, in FaceSample b)
    {
        if (Aggregation == FaceAggregation.Confident && a.Confidence != b.Confidence)
            return a.Confidence > b.Confidence;
        if (a.Width * a.Height != b.Width * b.Height)
            return a.Width * a.Height > b.Width * b.Height;
        if (a.Quality != b.Quality)
            return a.Quality > b.Quality;
        if (a.Sharpness != b.Sharpness)
            return a.Sharpness > b.Sharpness;

        // Equal in all that matters: the scores decide, so that the order of the faces does not.
        for (var i = 0; i < Emotions.Count; i++)
            if (a.Scores[i] != b.Scores[i])
                return a.Scores[i] > b.Scores[i];
        return false;
    }
}
