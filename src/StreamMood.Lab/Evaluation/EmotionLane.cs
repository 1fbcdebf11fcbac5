using StreamMood.Contracts.Events;
using StreamMood.Lab.Datasets;
using StreamMood.Vision;
using StreamMood.Vision.Alignment;
using StreamMood.Vision.Detection;
using StreamMood.Vision.Emotions;
using StreamMood.Vision.Imaging;

namespace StreamMood.Lab.Evaluation;

/// <summary>One thread's way from labelled pictures to scores, made of the parts the worker uses.</summary>
internal sealed class EmotionLane : IDisposable
{
    private readonly EmotionClassifier _classifier;
    private readonly FaceDetector? _detector;
    private readonly VisionOptions _vision;
    private readonly IReadOnlyList<(float Side, float X, float Y, bool Mirrored)> _views;
    private readonly JpegDecoder _decoder;
    private readonly FaceCutter _cutter;
    private readonly EmotionReadout _readout;
    private readonly FaceFinder? _finder;
    private readonly FoundFaces _found = new();
    private readonly Picture _picture = new();
    private readonly float[] _crops;
    private readonly EmotionScores[] _scores;

    /// <param name="classifier">Shared.</param>
    /// <param name="detector">Shared; null where the picture or its landmarks say where the face is.</param>
    /// <param name="vision">How faces are found.</param>
    /// <param name="augmented">Whether to average several views.</param>
    /// <param name="readout">After which convention.</param>
    public EmotionLane(EmotionClassifier classifier, FaceDetector? detector, VisionOptions vision, bool augmented, EmotionReadout readout)
    {
        (_classifier, _detector, _vision, _readout) = (classifier, detector, vision, readout);
        _views = TestTimeViews.Of(augmented);
        _decoder = new JpegDecoder(vision.Limits);
        _cutter = new FaceCutter(classifier.Crop);
        _finder = detector is null ? null : FaceFinder.Create(detector, classifier, vision);
        _crops = new float[EmotionClassifier.MaxBatch * _views.Count * classifier.Crop.Length];
        _scores = new EmotionScores[EmotionClassifier.MaxBatch * _views.Count];
    }

    /// <summary>Scores up to <see cref="EmotionClassifier.MaxBatch"/> pictures.</summary>
    /// <param name="faces">The pictures.</param>
    /// <param name="scores">Mean probabilities over the views; undefined without a face.</param>
    /// <param name="found">Whether a face was found.</param>
    public void Run(ReadOnlySpan<LabelledFace> faces, Span<EmotionScores> scores, Span<bool> found)
    {
        var (views, length, count) = (_views.Count, _classifier.Crop.Length, 0);
        for (var i = 0; i < faces.Length; i++)
            if (found[i] = TryPlace(faces[i], out var placement))
                Cut(placement, _crops.AsSpan(views * length * count++, views * length));
        _classifier.Classify(_crops.AsSpan(0, count * views * length), _scores.AsSpan(0, count * views), _readout);
        for (int i = 0, at = 0; i < faces.Length; i++)
            if (found[i])
                scores[i] = Mean(_scores.AsSpan(views * at++, views));
    }

    public void Dispose()
    {
        _decoder.Dispose();
        _finder?.Dispose();
    }

    // Leaves the picture that the placement refers to with the cutter.
    private bool TryPlace(LabelledFace face, out Similarity placement)
    {
        if (_finder is not null)
            return TryFind(face, out placement);
        face.Picture.Read(_decoder, _classifier.Crop.Channels, _picture);
        _cutter.Use(_picture);
        var side = Math.Min(_picture.Width, _picture.Height);
        var square = new Box((_picture.Width - side) / 2f, (_picture.Height - side) / 2f, side, side);
        var scale = side / (float)_classifier.CropSize;
        placement = face.Landmarks is { } landmarks && _classifier.Crop.Template is not null ? _cutter.Placement(landmarks, square) : new Similarity(scale, 0, square.X, square.Y);
        return true;
    }

    // Decodes and detects as the worker does, then takes the largest face: such pictures show one person, others are behind.
    private bool TryFind(LabelledFace face, out Similarity placement)
    {
        placement = default;
        var file = ((FilePicture)face.Picture).Path;
        var longSide = _detector!.FixedSize is { } size ? Math.Max(size.Width, size.Height) : _vision.DetectorSize;
        var (width, height) = PictureFiles.Decode(file, PictureFiles.Read(file), _decoder, Math.Max(_detector.Channels, _classifier.Crop.Channels), 2 * longSide, _picture);
        _found.Reset(width, height);
        _finder!.Find(_picture, _found);
        if (_found.Count == 0)
            return false;
        var largest = _found.Faces[0];
        foreach (var candidate in _found.Faces)
            if (candidate.Box.Area > largest.Box.Area)
                largest = candidate;
        _cutter.Use(_picture);
        var (sx, sy, p, box) = ((float)_picture.Width / width, (float)_picture.Height / height, largest.Landmarks, largest.Box);
        placement = _cutter.Placement(
            new Landmarks(At(p.RightEye), At(p.LeftEye), At(p.Nose), At(p.RightMouth), At(p.LeftMouth)),
            new Box(box.X * sx, box.Y * sy, box.Width * sx, box.Height * sy));
        return true;

        Point At(Point point) => new(point.X * sx, point.Y * sy);
    }

    private void Cut(in Similarity placement, Span<float> crops)
    {
        var (size, length) = (_classifier.CropSize, _classifier.Crop.Length);
        for (var v = 0; v < _views.Count; v++)
        {
            var (side, x, y, mirrored) = _views[v];
            var crop = crops.Slice(v * length, length);
            _cutter.Cut(TestTimeViews.Place(placement, size, side, x, y), crop);
            for (var row = 0; mirrored && row < crop.Length / size; row++)
                crop.Slice(row * size, size).Reverse();
        }
    }

    private static EmotionScores Mean(ReadOnlySpan<EmotionScores> views)
    {
        EmotionScores mean = default;
        foreach (var view in views)
            for (var e = 0; e < Emotions.Count; e++)
                mean[(Emotion)e] += view[(Emotion)e] / views.Length;
        return mean;
    }
}
