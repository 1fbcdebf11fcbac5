using StreamMood.Contracts.Events;
using StreamMood.Lab.Datasets;
using StreamMood.Lab.Evaluation;
using StreamMood.Vision;
using StreamMood.Vision.Alignment;
using StreamMood.Vision.Detection;
using StreamMood.Vision.Emotions;
using StreamMood.Vision.Imaging;

namespace StreamMood.Lab.Tuning;

/// <summary>What all lanes share.</summary>
/// <param name="Detector">Null where the picture is the face.</param>
/// <param name="Classifier">Reads faces.</param>
/// <param name="Readout">After which convention.</param>
/// <param name="Grid">What is tried.</param>
/// <param name="Rooms">Where tiles are put.</param>
/// <param name="Vision">The settings at present.</param>
internal sealed record TuningStage(FaceDetector? Detector, EmotionClassifier Classifier, EmotionReadout Readout, VisionGrid Grid, Rooms Rooms, VisionOptions Vision);

/// <summary>One thread's way from a picture to all that any setting could find and read in it; its parts are the worker's.</summary>
internal sealed class TuningLane : IDisposable
{
    // A tile is somewhat larger than the face in it.
    private const float LeastOverlap = 0.3f;

    private readonly TuningStage _stage;
    private readonly JpegDecoder _decoder;
    private readonly FaceCutter _cutter;
    private readonly FaceFinder[] _finders;
    private readonly FacePlacer? _placer;
    private readonly Rooms.Hand _hand = new();
    private readonly FoundFaces _found = new();
    private readonly Picture _picture = new();
    private readonly Picture _tile = new();
    private readonly float[] _crops;

    public TuningLane(TuningStage stage)
    {
        _stage = stage;
        _decoder = new JpegDecoder(stage.Vision.Limits);
        _cutter = new FaceCutter(stage.Classifier.Crop);
        _placer = stage.Detector is null ? new FacePlacer(stage.Classifier.Crop, null, stage.Vision) : null;
        _finders = stage.Detector is not { } detector ? [] :
        [
            .. stage.Grid.Sizes.Select(size => new FaceFinder(detector, stage.Classifier.Crop, new VisionOptions
            {
                DetectorSize = size, ScoreThreshold = stage.Grid.Thresholds[0], MaxFaces = stage.Vision.MaxFaces, Limits = stage.Vision.Limits,
            })),
        ];
        _crops = new float[2 * stage.Grid.Margins.Count * stage.Classifier.Crop.Length];
    }

    /// <summary>Looks at a labelled picture.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="number">Decides in which room it is put.</param>
    public PictureReading Read(TuningPicture picture, int number)
    {
        if (_placer is not null)
        {
            _placer.TryPlace(picture.Face, out var placement);
            var face = new FaceReading(1, 1, true);
            Cut(placement, _placer.Cut);
            face.Views = Classify();
            return new PictureReading(false, [[face]]);
        }

        var (name, jpeg, box) = File(picture, number);
        return Read(name, jpeg, box);
    }

    /// <summary>Looks at a picture without a face.</summary>
    public PictureReading ReadEmpty(int room) => Read(_stage.Rooms.Describe(room), _stage.Rooms.Read(room), default(Box));

    /// <summary>The file as a camera would send it, and where its face is, if that is known.</summary>
    public (string Name, byte[] Jpeg, Box? Face) File(TuningPicture picture, int number)
    {
        if (picture.Face.Picture is FilePicture file)
            return (file.Path, PictureFiles.Read(file.Path), null);
        picture.Face.Picture.Read(_decoder, 1, _tile);
        var (jpeg, box) = _stage.Rooms.Place(_tile, number, picture.Chooses, _hand);
        return (picture.Face.Source, jpeg, box);
    }

    /// <summary>Decodes and detects at one size.</summary>
    public FoundFaces Detect(int size, string name, byte[] jpeg)
    {
        var detector = _stage.Detector!;
        var longSide = detector.FixedSize is { } fixedSize ? Math.Max(fixedSize.Width, fixedSize.Height) : _stage.Grid.Sizes[size];
        // Twice what the detector sees, as FaceFinder has it: small inputs also cost crops their detail.
        var (width, height) = PictureFiles.Decode(name, jpeg, _decoder, Math.Max(detector.Channels, _stage.Classifier.Crop.Channels), 2 * longSide, _picture);
        _found.Reset(width, height);
        _finders[size].Find(_picture, _found);
        return _found;
    }

    public void Dispose()
    {
        foreach (var finder in _finders)
            finder.Dispose();
        _placer?.Dispose();
        _decoder.Dispose();
        _hand.Dispose();
    }

    private delegate void Cutting(Similarity placement, Span<float> crop);

    private PictureReading Read(string name, byte[] jpeg, Box? truth)
    {
        var reading = new PictureReading(truth is not null, new FaceReading[_stage.Grid.Sizes.Count][]);
        for (var size = 0; size < reading.Sizes.Length; size++)
        {
            var found = Detect(size, name, jpeg);
            var faces = reading.Sizes[size] =
                [.. found.Faces.ToArray().Select(f => new FaceReading(f.Score, f.Box.Area, truth is not { } box || box.Iou(f.Box) >= LeastOverlap))];
            if (faces.Length == 0)
                continue;
            _cutter.Use(_picture);
            var (sx, sy) = ((float)_picture.Width / found.Width, (float)_picture.Height / found.Height);
            foreach (var threshold in _stage.Grid.Thresholds)
            {
                if (reading.Face(size, threshold) is not { Views: null } face)
                    continue;
                Cut(_cutter.Placement(found.Faces[Array.IndexOf(faces, face)], sx, sy), _cutter.Cut);
                face.Views = Classify();
            }
        }

        return reading;
    }

    // Every margin, plain and mirrored.
    private void Cut(in Similarity placement, Cutting cut)
    {
        var (size, length, margins) = (_stage.Classifier.CropSize, _stage.Classifier.Crop.Length, _stage.Grid.Margins);
        for (var m = 0; m < margins.Count; m++)
        {
            var plain = _crops.AsSpan(2 * m * length, length);
            var mirrored = _crops.AsSpan((2 * m + 1) * length, length);
            var rest = (1 - margins[m]) / 2;
            cut(TestTimeViews.Place(placement, size, margins[m], rest, rest), plain);
            plain.CopyTo(mirrored);
            for (var row = 0; row < length / size; row++)
                mirrored.Slice(row * size, size).Reverse();
        }
    }

    private EmotionScores[] Classify()
    {
        var scores = new EmotionScores[2 * _stage.Grid.Margins.Count];
        _stage.Classifier.Classify(_crops, scores, _stage.Readout);
        return scores;
    }
}
