using StreamMood.Contracts.Events;

namespace StreamMood.Lab.Tuning;

/// <summary>A face that the detector found at one size.</summary>
/// <param name="Score">The detector's.</param>
/// <param name="Area">Of its box.</param>
/// <param name="IsIt">Whether it lies where the labelled face is; true where that is not known.</param>
internal sealed record FaceReading(float Score, float Area, bool IsIt)
{
    /// <summary>Scores of each margin, plain and mirrored in turn; null for a face that no setting takes.</summary>
    public EmotionScores[]? Views { get; set; }
}

/// <summary>
/// All that was found and read in one picture. A detector runs once a size: thresholds, margins and flips choose among what lies
/// here. (Suppression goes from the best score down, so what a higher threshold finds is what a lower one finds above it.)
/// </summary>
/// <param name="Known">Whether it is known where the face is, so that all others are false.</param>
/// <param name="Sizes">The faces at each size, best first.</param>
internal sealed record PictureReading(bool Known, FaceReading[][] Sizes)
{
    /// <summary>The face that a threshold takes: the labelled one, or where that is not known the largest.</summary>
    public FaceReading? Face(int size, float threshold)
    {
        FaceReading? best = null;
        foreach (var face in Sizes[size])
            if (face.Score >= threshold && face.IsIt && (best is null || (!Known && face.Area > best.Area)))
                best = face;
        return best;
    }

    /// <summary>Faces found where there are none.</summary>
    public int FalseFaces(int size, float threshold) => Known ? Sizes[size].Count(f => f.Score >= threshold && !f.IsIt) : 0;
}
