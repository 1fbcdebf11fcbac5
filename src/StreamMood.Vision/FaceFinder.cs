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
    private readonly FaceDetector _detector;
    private readonly CropShape _crop;
    private readonly JpegDecoder _decoder;
    private readonly DetectorPass _pass;
    private readonly FaceCutter _cutter;
    private readonly int _channels;
    private readonly Picture _picture = new();
    private readonly Picture _grey = new();

    /// <summary>A finder over a shared detector.</summary>
    /// <param name="detector">The detector; not disposed with the finder.</param>
    /// <param name="crop">How faces are cut out, see <see cref="EmotionClassifier.Crop"/>.</param>
    /// <param name="options">Sizes, thresholds and limits.</param>
    public FaceFinder(FaceDetector detector, CropShape crop, VisionOptions options)
    {
        _detector = detector;
        _crop = crop;
        _decoder = new JpegDecoder(options.Limits);
        _pass = new DetectorPass(detector, options);
        _cutter = new FaceCutter(crop);
        _channels = Math.Max(detector.Channels, crop.Channels);
    }

    /// <summary>A finder whose crops fit a classifier.</summary>
    public static FaceFinder Create(FaceDetector detector, EmotionClassifier classifier, VisionOptions options) =>
        new(detector, classifier.Crop, options);

    /// <summary>Looks at one JPEG frame.</summary>
    /// <param name="jpeg">The whole file.</param>
    /// <param name="into">Takes size and faces; empty unless the result is <see cref="FrameStatus.Ok"/>.</param>
    public FrameStatus Find(ReadOnlySpan<byte> jpeg, FoundFaces into)
    {
        // Twice what the detector sees leaves it a proper average and the crops their detail.
        var status = _decoder.Decode(jpeg, _channels, 2 * _pass.LongSide, _picture);
        into.Reset(_decoder.SourceSize.Width, _decoder.SourceSize.Height);
        if (status == FrameStatus.Ok)
        {
            into.Brightness = Luma.SampledMean(_picture);
            Find(_picture, into);
        }

        return status;
    }

    /// <summary>Looks at a decoded picture of the size that <paramref name="into"/> already states, or of a reduction of it.</summary>
    internal void Find(Picture picture, FoundFaces into)
    {
        var faces = _pass.Detect(Matching(picture), into.Width, into.Height);
        Align(picture, faces, into);
    }

    /// <summary>Cuts faces at known places, in source pixels, out of a picture.</summary>
    internal void Align(Picture picture, ReadOnlySpan<DetectedFace> faces, FoundFaces into)
    {
        into.Fill(faces, _crop.Length);
        if (faces.IsEmpty)
            return;
        _cutter.Use(picture);
        var (sx, sy) = ((float)picture.Width / into.Width, (float)picture.Height / into.Height);
        for (var i = 0; i < faces.Length; i++)
        {
            _cutter.Cut(_cutter.Placement(faces[i], sx, sy), into.Crop(i));
            into.SetQuality(i, FaceQuality.Of(faces[i]), FaceSharpness.Of(into.Crop(i), _crop.Size));
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _decoder.Dispose();
        _pass.Dispose();
    }

    // The classifier may want colour for a grey detector; the other way round the colours are simply equal.
    private Picture Matching(Picture picture)
    {
        if (picture.Channels == _detector.Channels)
            return picture;
        if (_detector.Channels == 1)
            picture.ToGrey(_grey);
        else
            picture.ToBgr(_grey);
        return _grey;
    }
}
