namespace StreamMood.Pipeline.Camera.Sources;

/// <summary>
/// Pictures of one camera at their own pace. Broken set-up throws when the source is made; everything that happens later is a
/// value. Not thread safe.
/// </summary>
internal interface IFrameSource : IAsyncDisposable
{
    /// <summary>Ticks of the camera's rate at which nothing could be captured because the machine was too busy.</summary>
    long Missed { get; }

    /// <summary>Broken frames in what the source delivered; they were left out and never captured.</summary>
    long Damaged { get; }

    /// <summary>Waits for the next frame. After <see cref="SourceStatus.Failed"/> the next call starts the source again.</summary>
    ValueTask<SourceRead> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Lets go of the peer; the next read starts again. To be called after a read was cancelled.</summary>
    ValueTask CloseAsync();
}

/// <summary>What a source came to.</summary>
internal enum SourceStatus
{
    /// <summary>A frame was captured.</summary>
    Frame,

    /// <summary>A frame was captured that passes the size limit; its bytes are gone.</summary>
    TooLarge,

    /// <summary>A frame was captured in which nothing had changed.</summary>
    Unchanged,

    /// <summary>There are no more frames.</summary>
    Ended,

    /// <summary>The source died; it may be started again.</summary>
    Failed,

    /// <summary>The source gave nothing for too long; who reads it says so, not the source.</summary>
    Stalled,
}

/// <summary>A captured picture.</summary>
/// <param name="Jpeg">The JPEG, an array of its own: Kafka's client sends whole arrays.</param>
/// <param name="CapturedAt">When it was captured, UTC.</param>
internal readonly record struct CapturedFrame(byte[] Jpeg, DateTimeOffset CapturedAt)
{
    /// <summary>On what basis its people may be looked at; known once it is offered.</summary>
    public string? Consent { get; init; }
}

/// <summary>One answer of a source.</summary>
/// <param name="Status">What it came to.</param>
/// <param name="Frame">The frame, with <see cref="SourceStatus.Frame"/>.</param>
/// <param name="Error">One line, with <see cref="SourceStatus.Failed"/>, and with <see cref="SourceStatus.Ended"/> when the end came too early.</param>
/// <param name="Kind">What kind of error it is.</param>
internal readonly record struct SourceRead(
    SourceStatus Status, CapturedFrame Frame = default, string? Error = null, CameraErrorKind Kind = CameraErrorKind.Other);
