using StreamMood.Contracts.Events;
using StreamMood.Vision.Imaging;

namespace StreamMood.Vision.Detection;

/// <summary>One thread's way through a shared detector: letterbox, run, decode, suppress. Owns tensors and scratch.</summary>
internal sealed class DetectorPass(FaceDetector detector, VisionOptions options) : IDisposable
{
    // Cameras of a few picture shapes share a worker; each shape keeps its bound tensors.
    private const int KeptSizes = 4;

    private readonly List<DetectorTensors> _tensors = [];
    private readonly TensorResizer _resizer = new();
    private readonly FaceCandidates _candidates = new();
    private readonly DetectedFace[] _faces = new DetectedFace[options.MaxFaces];
    private readonly float _threshold = options.ScoreThreshold > 0 ? options.ScoreThreshold : detector.ScoreThreshold;

    /// <summary>Long side of what the detector sees.</summary>
    public int LongSide => detector.FixedSize is { } size ? Math.Max(size.Width, size.Height) : options.DetectorSize;

    /// <summary>Finds faces; best first, in pixels of a source of the given size; valid until the next call.</summary>
    /// <param name="picture">With the detector's channels; may be a reduction of the source.</param>
    /// <param name="sourceWidth">Width of the source.</param>
    /// <param name="sourceHeight">Height of the source.</param>
    public ReadOnlySpan<DetectedFace> Detect(Picture picture, int sourceWidth, int sourceHeight)
    {
        var box = Letterbox.Fit(picture.Width, picture.Height, options.DetectorSize, detector.Shape);
        var tensors = Prepare(picture, box);
        tensors.Run();
        return Decode(tensors, box, sourceWidth, sourceHeight);
    }

    public DetectorTensors Prepare(Picture picture, Letterbox box)
    {
        var tensors = Tensors(box.TensorWidth, box.TensorHeight);
        _resizer.Resize(
            picture, box.Width, box.Height, tensors.Input, box.TensorWidth, box.TensorHeight, detector.Shape.Mean, detector.Shape.Scale);
        return tensors;
    }

    public ReadOnlySpan<DetectedFace> Decode(DetectorTensors tensors, Letterbox box, int sourceWidth, int sourceHeight)
    {
        _candidates.Clear();
        var strides = detector.Shape.Strides;
        for (var s = 0; s < strides.Length; s++)
            _candidates.Add(
                tensors.Output(s, 0), tensors.Output(s, 1), tensors.Output(s, 2), tensors.Output(s, 3),
                tensors.Width / strides[s], strides[s], _threshold);
        _candidates.Suppress(detector.Shape.OverlapThreshold, _faces.Length);

        var (sx, sy) = ((float)sourceWidth / box.Width, (float)sourceHeight / box.Height);
        var count = 0;
        foreach (var candidate in _candidates.Kept)
        {
            var (left, top) = (MathF.Max(candidate.Box.X * sx, 0), MathF.Max(candidate.Box.Y * sy, 0));
            var (width, height) = (MathF.Min(candidate.Box.Right * sx, sourceWidth) - left, MathF.Min(candidate.Box.Bottom * sy, sourceHeight) - top);
            if (width <= 0 || height <= 0)
                continue;
            var p = candidate.Landmarks;
            _faces[count++] = new DetectedFace(
                new Box(left, top, width, height), candidate.Score,
                new Landmarks(At(p.RightEye), At(p.LeftEye), At(p.Nose), At(p.RightMouth), At(p.LeftMouth)));
        }

        return _faces.AsSpan(0, count);

        Point At(Point point) => new(point.X * sx, point.Y * sy);
    }

    public void Dispose()
    {
        foreach (var tensors in _tensors)
            tensors.Dispose();
    }

    private DetectorTensors Tensors(int width, int height)
    {
        for (var i = 0; i < _tensors.Count; i++)
        {
            var tensors = _tensors[i];
            if (tensors.Width != width || tensors.Height != height)
                continue;
            if (i > 0)
            {
                _tensors.RemoveAt(i);
                _tensors.Insert(0, tensors);
            }

            return tensors;
        }

        if (_tensors.Count == KeptSizes)
        {
            _tensors[^1].Dispose();
            _tensors.RemoveAt(_tensors.Count - 1);
        }

        var fresh = new DetectorTensors(detector.Model, detector.Shape, width, height);
        _tensors.Insert(0, fresh);
        return fresh;
    }
}
