using StreamMood.Vision.Video;

namespace StreamMood.Pipeline.Camera.Sources;

/// <summary>
/// Cuts what a peer sends into frames. Goes by the structure of the JPEGs alone: whatever stands between them (a multipart's
/// boundaries and headers, in which cameras often lie about lengths, or rubbish) is passed over. Not thread safe.
/// </summary>
/// <param name="maxFrameBytes">Larger frames are let go.</param>
/// <param name="limit">Thins frames; null when the peer does.</param>
/// <param name="time">The clock.</param>
internal sealed class FrameStream(int maxFrameBytes, RateLimit? limit, TimeProvider time)
{
    private MjpegSplitter _splitter = new(maxFrameBytes);

    /// <summary>Broken frames so far.</summary>
    public long Damaged { get; private set; }

    /// <summary>Whole frames since the last <see cref="Restart"/>, thinned ones too.</summary>
    public long Whole { get; private set; }

    /// <summary>A new stream begins.</summary>
    public void Restart()
    {
        _splitter = new MjpegSplitter(maxFrameBytes);
        Whole = 0;
    }

    /// <summary>The next frame; null at the end of the stream.</summary>
    public async ValueTask<SourceRead?> NextAsync(Stream stream, CancellationToken cancellationToken)
    {
        while (true)
        {
            switch (_splitter.Read(out var frame))
            {
                case SplitResult.Frame:
                    Whole++;
                    if (limit is null || limit.Allows())
                        return new SourceRead(SourceStatus.Frame, new CapturedFrame(frame.ToArray(), time.GetUtcNow()));
                    continue;
                case SplitResult.TooLarge:
                    return new SourceRead(SourceStatus.TooLarge);
                case SplitResult.Damaged:
                    Damaged++;
                    continue;
            }

            var read = await stream.ReadAsync(_splitter.Room(), cancellationToken);
            if (read == 0)
                return null;
            _splitter.Advance(read);
        }
    }
}
