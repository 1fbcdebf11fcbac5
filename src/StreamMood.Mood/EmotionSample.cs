using StreamMood.Contracts.Events;

namespace StreamMood.Mood;

/// <summary>
/// What the windows need of one <see cref="EmotionEvent"/>. One object is filled again and again, so that reading a stream
/// allocates nothing an event.
/// </summary>
public sealed class EmotionSample
{
    private FaceSample[] _faces = new FaceSample[4];

    /// <summary>Camera id; empty when there is none.</summary>
    public string Camera { get; set; } = "";

    /// <summary>The agent's start, from the frame id.</summary>
    public long Epoch { get; set; }

    /// <summary>The frame's number, from the frame id; negative when the frame id is not one of the camera's.</summary>
    public long Sequence { get; set; } = -1;

    /// <summary>Capture time in ticks (100 ns) UTC; 0 when there is none.</summary>
    public long Ticks { get; set; }

    /// <summary>Which models spoke.</summary>
    public ModelVersions? Models { get; set; }

    /// <summary>Whether the event had a list of faces.</summary>
    public bool HasFaces { get; set; }

    /// <summary>The faces.</summary>
    public ReadOnlySpan<FaceSample> Faces => _faces.AsSpan(0, FaceCount);

    /// <summary>How many faces there are.</summary>
    public int FaceCount { get; private set; }

    /// <summary>Empties the sample.</summary>
    public void Clear()
    {
        Camera = "";
        Epoch = 0;
        Sequence = -1;
        Ticks = 0;
        Models = null;
        HasFaces = false;
        FaceCount = 0;
    }

    /// <summary>The next face, all zero but its sharpness, to be filled in place.</summary>
    public ref FaceSample AddFace()
    {
        if (FaceCount == _faces.Length)
            Array.Resize(ref _faces, FaceCount * 2);
        ref var face = ref _faces[FaceCount++];
        face = new FaceSample { Sharpness = FaceSample.Unmeasured };
        return ref face;
    }

    /// <summary>Takes an event.</summary>
    public void Set(EmotionEvent value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Clear();
        Camera = value.Camera ?? "";
        if (value.Frame is not null && Windows.FrameNumber.TryParse(value.Frame, Camera, out var frame))
            (Epoch, Sequence) = (frame.Epoch, frame.Sequence);
        Ticks = value.CapturedAt.UtcTicks;
        Models = value.Models;
        HasFaces = value.Faces is not null;
        for (var i = 0; i < (value.Faces?.Count ?? 0); i++)
        {
            ref var face = ref AddFace();
            if (value.Faces![i] is { } from)
                face.Set(from);
            else
                face.Confidence = float.NaN; // a missing face is an unusable one
        }
    }
}

/// <summary>What the windows need of one <see cref="FaceObservation"/>; see there for ranges.</summary>
public record struct FaceSample
{
    /// <summary>Number of the face's track.</summary>
    public int Track { get; set; }

    /// <summary>Width of the box in pixels.</summary>
    public float Width { get; set; }

    /// <summary>Height of the box in pixels.</summary>
    public float Height { get; set; }

    /// <summary>Detector score.</summary>
    public float Score { get; set; }

    /// <summary>Expected valence.</summary>
    public float Valence { get; set; }

    /// <summary>Expected arousal.</summary>
    public float Arousal { get; set; }

    /// <summary>Probability of the top expression.</summary>
    public float Confidence { get; set; }

    /// <summary>How far the face can be trusted.</summary>
    public float Quality { get; set; }

    /// <summary>How sharp the face is; <see cref="Unmeasured"/> where the event does not say.</summary>
    public float Sharpness { get; set; }

    /// <summary>Takes nothing away from a face's weight.</summary>
    public const float Unmeasured = 1;

    private EmotionScores _emotions;

    /// <summary>Probability of each expression.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public ref EmotionScores Emotions => ref _emotions;

    /// <summary>The same, to be read.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public readonly ReadOnlySpan<float> Scores => _emotions.ReadOnly;

    /// <summary>Takes a face.</summary>
    public void Set(FaceObservation face)
    {
        ArgumentNullException.ThrowIfNull(face);
        Track = face.Track;
        Width = face.Box.Width;
        Height = face.Box.Height;
        Score = face.Score;
        Valence = face.Valence;
        Arousal = face.Arousal;
        Confidence = face.Confidence;
        Quality = face.Quality;
        Sharpness = face.Sharpness ?? Unmeasured;
        _emotions = face.Emotions;
    }
}
