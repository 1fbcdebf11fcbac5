using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Vision;
using StreamMood.Vision.Detection;
using StreamMood.Vision.Emotions;
using StreamMood.Vision.Imaging;
using StreamMood.Vision.Models;
using StreamMood.Vision.Tracking;

namespace StreamMood.Pipeline.Camera.Synthetic;

/// <summary>
/// The emotion events of a synthetic camera, made without Kafka and without a clock by the worker's own steps: scene, JPEG, detector,
/// tracker, classifier. For evaluations that need to know what was acted.
/// </summary>
public sealed class ActedEvents : IDisposable
{
    private readonly FaceDetector _detector;
    private readonly EmotionClassifier _classifier;
    private readonly FaceFinder _finder;
    private readonly GeneratedFaceArtist _artist;
    private readonly JpegEncoder _encoder = new();
    private readonly FoundFaces _found = new();
    private readonly ModelVersions _models;
    private readonly int[] _tracks;
    private readonly EmotionScores[] _scores;

    /// <summary>Loads the models.</summary>
    /// <param name="detector">Face detector, a bundled name or a file.</param>
    /// <param name="emotion">Emotion classifier, likewise.</param>
    /// <param name="session">Where they run.</param>
    /// <param name="vision">Sizes and thresholds.</param>
    /// <exception cref="UserErrorException">When a model cannot be used.</exception>
    public ActedEvents(string detector, string emotion, ModelSessionOptions session, VisionOptions vision)
    {
        _detector = FaceDetector.Load(detector, session);
        _classifier = EmotionClassifier.Load(emotion, session);
        _finder = FaceFinder.Create(_detector, _classifier, vision);
        _artist = new GeneratedFaceArtist(ModelFiles.DefaultGenerator);
        _models = new ModelVersions(_detector.Info.Id, _classifier.Info.Id);
        (_tracks, _scores) = (new int[vision.MaxFaces], new EmotionScores[vision.MaxFaces]);
    }

    /// <summary>The script that a camera of a seed acts.</summary>
    public static ActingScript Script(ulong seed) => new(seed);

    /// <summary>One camera's events in order of time; captured at <paramref name="start"/> plus whole steps.</summary>
    /// <param name="camera">Camera id.</param>
    /// <param name="seed">What it shows.</param>
    /// <param name="start">Capture time of the first frame.</param>
    /// <param name="fps">Frames a second.</param>
    /// <param name="frames">How many.</param>
    public IEnumerable<EmotionEvent> Of(string camera, ulong seed, DateTimeOffset start, double fps, int frames)
    {
        var source = new SourceSpec { Kind = SourceKind.Synthetic, Seed = seed, Persons = 1 };
        var scene = new SyntheticScene(source, CameraSpec.DefaultWidth, CameraSpec.DefaultHeight, _artist);
        var (tracker, pixels, epoch) = (new FaceTracker(), new byte[scene.Width * scene.Height], start.ToUnixTimeMilliseconds());
        for (var i = 0; i < frames; i++)
        {
            var at = TimeSpan.FromSeconds(i / fps);
            scene.Draw(at, _artist, pixels);
            var jpeg = _encoder.EncodeGray(pixels, scene.Width, scene.Height, scene.Width, CameraSpec.DefaultQuality);
            if (_finder.Find(jpeg.Span, _found) != FrameStatus.Ok)
                continue;
            tracker.Update(_found.Faces, start + at, _tracks);
            var scores = _scores.AsSpan(0, _found.Count);
            _classifier.Classify(_found.Crops, scores);
            yield return new EmotionEvent
            {
                Camera = camera,
                Frame = new FrameId(camera, epoch, i).ToString(),
                CapturedAt = start + at,
                Width = _found.Width,
                Height = _found.Height,
                Faces = FaceObservations.Compose(_found, _tracks.AsSpan(0, _found.Count), scores),
                Models = _models,
            };
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _finder.Dispose();
        _artist.Dispose();
        _encoder.Dispose();
        _classifier.Dispose();
        _detector.Dispose();
    }
}
