using StreamMood.Vision.Alignment;
using StreamMood.Vision.Detection;
using StreamMood.Vision.Emotions;
using StreamMood.Vision.Imaging;

namespace StreamMood.Vision;

/// <summary>
/// Decodes a frame, finds its faces and cuts them out aligned. One instance a thread: it owns decoder, tensors and scratch,
/// and allocates nothing once it has seen its largest frame. Detector and classifier may be shared.
/// </summary>
public sealed class FaceFinder : IDisposable
{
    private readonly JpegDecoder _decoder;

    /// <summary>A finder over a shared detector.</summary>
    /// <param name="detector">The detector; not disposed with the finder.</param>
    /// <param name="crop">How faces are cut out, see <see cref="EmotionClassifier.Crop"/>.</param>
    /// <param name="options">Sizes, thresholds and limits.</param>
    public FaceFinder(FaceDetector detector, CropShape crop, VisionOptions options)
    {
        _decoder = new JpegDecoder(options.Limits);
        _ = detector;
        _ = crop;
    }

    /// <summary>A finder whose crops fit a classifier.</summary>
    public static FaceFinder Create(FaceDetector detector, EmotionClassifier classifier, VisionOptions options) =>
        new(detector, classifier.Crop, options);

    /// <summary>Looks at one JPEG frame.</summary>
    /// <param name="jpeg">The whole file.</param>
    /// <param name="into">Takes size and faces; empty unless the result is <see cref="FrameStatus.Ok"/>.</param>
    public FrameStatus Find(ReadOnlySpan<byte> jpeg, FoundFaces into) => throw new NotImplementedException();

    /// <inheritdoc />
    public void Dispose() => _decoder.Dispose();
}
