using StreamMood.Contracts.Events;
using StreamMood.Lab.Datasets;
using StreamMood.Vision;
using StreamMood.Vision.Alignment;
using StreamMood.Vision.Detection;
using StreamMood.Vision.Imaging;

namespace StreamMood.Lab.Evaluation;

/// <summary>One thread's way from labelled pictures to crops, made of the parts the worker uses.</summary>
internal sealed class FacePlacer : IDisposable
{
    private readonly CropShape _crop;
    private readonly FaceDetector? _detector;
    private readonly VisionOptions _vision;
    private readonly JpegDecoder _decoder;
    private readonly FaceCutter _cutter;
    private readonly FaceFinder? _finder;
    private readonly FoundFaces _found = new();
    private readonly Picture _picture = new();

    /// <param name="crop">How faces are cut out.</param>
    /// <param name="detector">Shared; null where the picture or its landmarks say where the face is.</param>
    /// <param name="vision">How faces are found.</param>
    public FacePlacer(CropShape crop, FaceDetector? detector, VisionOptions vision)
    {
        (_crop, _detector, _vision) = (crop, detector, vision);
        _decoder = new JpegDecoder(vision.Limits);
        _cutter = new FaceCutter(crop);
        _finder = detector is null ? null : new FaceFinder(detector, crop, vision);
    }

    /// <summary>Reads a picture and says where its face is; <see cref="Cut"/> refers to the last one.</summary>
    /// <returns>False when no face was found.</returns>
    public bool TryPlace(LabelledFace face, out Similarity placement)
    {
        if (_finder is not null)
            return TryFind(face, out placement);
        face.Picture.Read(_decoder, _crop.Channels, _picture);
        _cutter.Use(_picture);
        var side = Math.Min(_picture.Width, _picture.Height);
        var square = new Box((_picture.Width - side) / 2f, (_picture.Height - side) / 2f, side, side);
        var scale = side / (float)_crop.Size;
        placement = face.Landmarks is { } landmarks && _crop.Template is not null
            ? _cutter.Placement(landmarks, square)
            : new Similarity(scale, 0, square.X, square.Y);
        return true;
    }

    /// <summary>Cuts one crop of <see cref="CropShape.Length"/> values.</summary>
    public void Cut(Similarity placement, Span<float> crop) => _cutter.Cut(placement, crop);

    public void Dispose()
    {
        _decoder.Dispose();
        _finder?.Dispose();
    }

    // Decodes and detects as the worker does, then takes the largest face: such pictures show one person, others are behind.
    private bool TryFind(LabelledFace face, out Similarity placement)
    {
        placement = default;
        var file = ((FilePicture)face.Picture).Path;
        var longSide = _detector!.FixedSize is { } size ? Math.Max(size.Width, size.Height) : _vision.DetectorSize;
        var (width, height) = PictureFiles.Decode(
            file, PictureFiles.Read(file), _decoder, Math.Max(_detector.Channels, _crop.Channels), 2 * longSide, _picture);
        _found.Reset(width, height);
        _finder!.Find(_picture, _found);
        if (_found.Count == 0)
            return false;
        var largest = _found.Faces[0];
        foreach (var candidate in _found.Faces)
            if (candidate.Box.Area > largest.Box.Area)
                largest = candidate;
        _cutter.Use(_picture);
        placement = _cutter.Placement(largest, (float)_picture.Width / width, (float)_picture.Height / height);
        return true;
    }
}
