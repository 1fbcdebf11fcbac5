namespace StreamMood.Contracts.Events;

/// <summary>
/// What the inference worker saw in one frame; one event a readable frame, also when it shows no face. Topic
/// <c>streammood.emotions.v1</c>, key the camera id, <c>ce_id</c> the frame id. Holds nothing that depends on when or where
/// it was computed but the track numbers, so that a frame worked through again gives the same event otherwise.
/// </summary>
public sealed record EmotionEvent
{
    /// <summary>Camera id.</summary>
    public required string Camera { get; init; }

    /// <summary>Frame id, <c>camera/epoch/sequence</c>; see <see cref="FrameId"/>.</summary>
    public required string Frame { get; init; }

    /// <summary>Capture time, UTC.</summary>
    public required DateTimeOffset CapturedAt { get; init; }

    /// <summary>Width of the frame in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Height of the frame in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>The faces found, highest detector score first; empty when nobody is there.</summary>
    public required IReadOnlyList<FaceObservation> Faces { get; init; }

    /// <summary>Which models spoke.</summary>
    public required ModelVersions Models { get; init; }
}

/// <summary>Name and version of each model behind an event, <c>name@version</c>.</summary>
/// <param name="Detector">The face detector.</param>
/// <param name="Emotion">The expression classifier.</param>
public sealed record ModelVersions(string Detector, string Emotion);
