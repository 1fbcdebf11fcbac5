using System.Globalization;
using System.Runtime.CompilerServices;
using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Vision.Detection;
using StreamMood.Vision.Emotions;
using StreamMood.Vision.Imaging;
using StreamMood.Vision.Tracking;

namespace StreamMood.Vision.Analysis;

/// <summary>
/// What <c>streammood analyze</c> does: the worker's own path over pictures, folders and videos, one result a picture or frame.
/// Not thread safe.
/// </summary>
public sealed class PictureAnalyzer : IDisposable
{
    private readonly EmotionClassifier _classifier;
    private readonly VisionOptions _vision;
    private readonly FaceFinder _finder;
    private readonly JpegDecoder _decoder;
    private readonly FoundFaces _found = new();
    private readonly Picture _picture = new();
    private readonly int _channels;
    private readonly EmotionScores[] _scores;
    private readonly int[] _tracks;

    /// <summary>An analyzer over shared models, which it does not dispose.</summary>
    public PictureAnalyzer(FaceDetector detector, EmotionClassifier classifier, VisionOptions vision)
    {
        _classifier = classifier;
        _vision = vision;
        _channels = detector.Channels;
        _finder = FaceFinder.Create(detector, classifier, vision);
        _decoder = new JpegDecoder(vision.Limits);
        _scores = new EmotionScores[vision.MaxFaces];
        _tracks = new int[vision.MaxFaces];
    }

    /// <summary>Looks at sources in order; what cannot be read is a result with <see cref="AnalysisResult.Error"/>.</summary>
    /// <param name="paths">Pictures, folders of pictures and videos, videos.</param>
    /// <param name="options">What else to do.</param>
    /// <param name="cancellationToken">Stops; a running ffmpeg is killed.</param>
    /// <exception cref="UserErrorException">When a path does not exist, ffmpeg is needed and missing, or annotated pictures cannot be written.</exception>
    public async IAsyncEnumerable<AnalysisResult> AnalyzeAsync(
        IReadOnlyList<string> paths, AnalyzeOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var annotator = options.AnnotateFolder is { } folder ? new Annotator(folder, options.AnnotateQuality) : null;
        FaceTracker? tracker = null;
        string? source = null;
        await foreach (var frame in MediaReader.ReadAsync(paths, cancellationToken))
        {
            // Faces are followed through a video; every picture stands alone.
            if (tracker is null || !frame.IsVideo || frame.Source != source)
                tracker = new FaceTracker();
            source = frame.Source;
            yield return Analyze(frame, tracker, annotator);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _finder.Dispose();
        _decoder.Dispose();
    }

    private AnalysisResult Analyze(MediaFrame frame, FaceTracker tracker, Annotator? annotator)
    {
        if (frame.Error is { } error)
            return new AnalysisResult { Source = frame.Source, Error = error };
        var status = Find(frame);
        if (status != FrameStatus.Ok)
            return new AnalysisResult
            {
                Source = frame.Source,
                Error = frame.IsVideo
                    ? string.Create(CultureInfo.InvariantCulture, $"frame {frame.Index}: {status.Describe()}")
                    : status.Describe(),
            };
        var count = _found.Count;
        _classifier.Classify(_found.Crops, _scores.AsSpan(0, count));
        tracker.Update(_found.Faces, DateTimeOffset.UnixEpoch + frame.Time, _tracks);
        var faces = FaceObservations.Compose(_found, _tracks.AsSpan(0, count), _scores.AsSpan(0, count));
        if (annotator is not null && Decode(frame, 3, _picture) == FrameStatus.Ok)
            annotator.Write(frame, _picture, faces);
        return new AnalysisResult
        {
            Source = frame.Source,
            Frame = frame.Index,
            TimeMs = Math.Round(frame.Time.TotalMilliseconds, 3),
            Width = _found.Width,
            Height = _found.Height,
            Faces = Array.ConvertAll(faces, AnalyzedFace.From),
        };
    }

    private FrameStatus Find(MediaFrame frame)
    {
        if (!PngReader.IsPng(frame.Bytes))
            return _finder.Find(frame.Bytes, _found);
        var status = PngReader.Read(frame.Bytes, _channels, _vision.Limits, _picture);
        if (status != FrameStatus.Ok)
            return status;
        _found.Reset(_picture.Width, _picture.Height);
        _finder.Find(_picture, _found);
        return FrameStatus.Ok;
    }

    private FrameStatus Decode(MediaFrame frame, int channels, Picture into) =>
        PngReader.IsPng(frame.Bytes)
            ? PngReader.Read(frame.Bytes, channels, _vision.Limits, into)
            : _decoder.Decode(frame.Bytes, channels, 0, into);
}
