using System.Text.Json.Serialization;
using StreamMood.Contracts.Json;

namespace StreamMood.Contracts.Events;

/// <summary>One face in one frame. Coordinates are pixels of the frame as published, origin top left.</summary>
public sealed record FaceObservation
{
    /// <summary>Ephemeral number of the face's track, unique within the camera while the worker runs; tells nobody's identity.</summary>
    public required int Track { get; init; }

    /// <summary>Bounding box; in JSON <c>[x, y, width, height]</c>.</summary>
    public required Box Box { get; init; }

    /// <summary>Detector score, 0 to 1.</summary>
    public required float Score { get; init; }

    /// <summary>Right eye, left eye, nose, right and left mouth corner (the person's right); in JSON five <c>[x, y]</c>.</summary>
    public required Landmarks Landmarks { get; init; }

    /// <summary>Calibrated probability of each expression.</summary>
    public required EmotionScores Emotions { get; init; }

    /// <summary>The most probable expression's label.</summary>
    public required string Label { get; init; }

    /// <summary>Expected valence, −1 (unpleasant) to 1 (pleasant).</summary>
    public required float Valence { get; init; }

    /// <summary>Expected arousal, −1 (calm) to 1 (excited).</summary>
    public required float Arousal { get; init; }

    /// <summary>Probability of the top expression, 0 to 1.</summary>
    public required float Confidence { get; init; }

    /// <summary>How far the face can be trusted, 0 (not at all) to 1: size and pose together.</summary>
    public required float Quality { get; init; }

    /// <summary>
    /// How sharp the face is, 0 (nothing but gradual changes) to 1: how much of its contrast is fine detail. Null where it was not
    /// measured, as in events of before 0.3.
    /// </summary>
    public float? Sharpness { get; init; }
}

/// <summary>An upright rectangle in pixels; in JSON <c>[x, y, width, height]</c>.</summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Width">Width, not negative.</param>
/// <param name="Height">Height, not negative.</param>
[JsonConverter(typeof(BoxConverter))]
public readonly record struct Box(float X, float Y, float Width, float Height)
{
    /// <summary>Right edge.</summary>
    [JsonIgnore]
    public float Right => X + Width;

    /// <summary>Bottom edge.</summary>
    [JsonIgnore]
    public float Bottom => Y + Height;

    /// <summary>Area in square pixels.</summary>
    [JsonIgnore]
    public float Area => Width * Height;

    /// <summary>Intersection over union with <paramref name="other"/>, 0 to 1.</summary>
    public float Iou(Box other)
    {
        var w = MathF.Min(Right, other.Right) - MathF.Max(X, other.X);
        var h = MathF.Min(Bottom, other.Bottom) - MathF.Max(Y, other.Y);
        if (w <= 0 || h <= 0)
            return 0;
        var shared = w * h;
        return shared / (Area + other.Area - shared);
    }
}

/// <summary>A point in pixels; in JSON <c>[x, y]</c>.</summary>
/// <param name="X">From the left.</param>
/// <param name="Y">From the top.</param>
public readonly record struct Point(float X, float Y);

/// <summary>The five points every detector gives; in JSON an array of five <c>[x, y]</c> in this order.</summary>
/// <param name="RightEye">The person's right eye, so the left one in the picture.</param>
/// <param name="LeftEye">The person's left eye.</param>
/// <param name="Nose">Tip of the nose.</param>
/// <param name="RightMouth">The person's right mouth corner.</param>
/// <param name="LeftMouth">The person's left mouth corner.</param>
[JsonConverter(typeof(LandmarksConverter))]
public readonly record struct Landmarks(Point RightEye, Point LeftEye, Point Nose, Point RightMouth, Point LeftMouth);
