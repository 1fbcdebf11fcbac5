using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Mood.Songs;
using StreamMood.Vision;
using StreamMood.Vision.Detection;
using StreamMood.Vision.Emotions;
using StreamMood.Vision.Imaging;
using StreamMood.Vision.Tracking;

namespace StreamMood.Lab.Smoothing;

/// <summary>A camera whose people's expressions are known.</summary>
public interface IActedScene
{
    /// <summary>Pixels.</summary>
    int Width { get; }

    /// <summary>Pixels.</summary>
    int Height { get; }

    /// <summary>The expression acted at a time since the beginning; while one becomes the next, the next.</summary>
    Emotion ExpressionAt(TimeSpan time);

    /// <summary>Draws a frame.</summary>
    void Draw(TimeSpan time, Span<byte> frame);
}

/// <summary>Films acted scenes and sends the frames through the worker's own path: JPEG, detector, tracker, classifier. Not thread safe.</summary>
public sealed class StreamRecorder : IDisposable
{
    private const int FramesASecond = 10, JpegQuality = 80;
    private readonly EmotionClassifier _classifier;
    private readonly FaceFinder _finder;
    private readonly JpegEncoder _encoder = new();
    private readonly FoundFaces _found = new();
    private readonly EmotionScores[] _scores;
    private readonly int[] _tracks;
    private readonly ModelVersions _models;

    /// <summary>A recorder over shared models, which it does not dispose.</summary>
    public StreamRecorder(FaceDetector detector, EmotionClassifier classifier, VisionOptions vision)
    {
        _classifier = classifier;
        _finder = FaceFinder.Create(detector, classifier, vision);
        _scores = new EmotionScores[vision.MaxFaces];
        _tracks = new int[vision.MaxFaces];
        _models = new ModelVersions(detector.Info.Id, classifier.Info.Id);
    }

    /// <summary>Films a scene.</summary>
    /// <param name="scene">The scene.</param>
    /// <param name="cast">Its number.</param>
    /// <param name="light">How it is seen.</param>
    /// <param name="length">For how long.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="UserErrorException">When a frame cannot be read back.</exception>
    public LabelledSequence Record(IActedScene scene, int cast, Light light, TimeSpan length, CancellationToken cancellationToken)
    {
        var frame = new byte[scene.Width * scene.Height];
        var tracker = new FaceTracker();
        var name = $"synthetic-{cast}-{light.Name}";
        List<EmotionEvent> events = [];
        for (var i = 0; i < length.TotalSeconds * FramesASecond; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var time = TimeSpan.FromSeconds(i / (double)FramesASecond);
            scene.Draw(time, frame);
            light.Apply(frame, scene.Width, scene.Height, (cast * 1_000_003) + i);
            var status = _finder.Find(_encoder.EncodeGray(frame, scene.Width, scene.Height, scene.Width, JpegQuality).Span, _found);
            if (status != FrameStatus.Ok)
                throw new UserErrorException($"{name}: frame {i}: {status.Describe()}");
            events.Add(Event(name, i, LabelledSequence.Epoch + time, tracker));
        }

        return new LabelledSequence { Name = name, Condition = light.Name, Cast = cast, Parts = Parts(scene, length), Events = events };
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _finder.Dispose();
        _encoder.Dispose();
    }

    /// <summary>What a script says, found by looking a hundred times a second.</summary>
    internal static List<StreamPart> Parts(IActedScene scene, TimeSpan length)
    {
        var look = TimeSpan.FromMilliseconds(10);
        List<StreamPart> parts = [];
        var start = TimeSpan.Zero;
        var shown = scene.ExpressionAt(start);
        for (var time = look; time < length; time += look)
        {
            if (scene.ExpressionAt(time) is var now && now == shown)
                continue;
            parts.Add(Part(start, time, shown));
            (start, shown) = (time, now);
        }

        parts.Add(Part(start, length, shown));
        return parts;
    }

    internal static StreamPart Part(TimeSpan start, TimeSpan end, Emotion shown) => new(start, end, shown, MoodStates.Of(CategoryRule.Of(shown)));

    private EmotionEvent Event(string camera, int number, DateTimeOffset at, FaceTracker tracker)
    {
        var count = _found.Count;
        _classifier.Classify(_found.Crops, _scores.AsSpan(0, count));
        tracker.Update(_found.Faces, at, _tracks);
        return new EmotionEvent
        {
            Camera = camera,
            Frame = new FrameId(camera, 1, number).ToString(),
            CapturedAt = at,
            Width = _found.Width,
            Height = _found.Height,
            Faces = FaceObservations.Compose(_found, _tracks.AsSpan(0, count), _scores.AsSpan(0, count)),
            Models = _models,
        };
    }
}
