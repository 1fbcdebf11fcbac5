using StreamMood.Contracts.Events;
using StreamMood.Pipeline.Camera;
using StreamMood.Pipeline.Camera.Editing;
using StreamMood.Pipeline.Kafka;
using StreamMood.Vision;
using StreamMood.Vision.Detection;
using StreamMood.Vision.Emotions;
using StreamMood.Vision.Imaging;
using StreamMood.Vision.Models;
using StreamMood.Vision.Video;

namespace StreamMood.Fuzzing;

/// <summary>
/// What happens to a frame from the network to the expressions: cut out of a stream, masked by the camera agent, headers read
/// and decode, detect, align, classify as in the inference worker, with the bundled models. JPEG and Kafka headers are damaged.
/// </summary>
internal sealed class FrameTarget : IFuzzTarget
{
    private static readonly string[] Statuses = [.. Enum.GetValues<FrameStatus>().Select(s => s.Reason())];

    private readonly int _seed;
    private readonly byte[][] _corpus;
    private readonly FaceDetector _detector;
    private readonly EmotionClassifier _classifier;
    private readonly FaceFinder _small;
    private readonly FaceFinder _large;
    private readonly FrameEditor _editor;
    private readonly JpegDecoder _decoder = new(Limits);
    private readonly FoundFaces _found = new();
    private readonly Picture _picture = new();
    private readonly EmotionScores[] _scores = new EmotionScores[32];

    public FrameTarget(int seed)
    {
        _seed = seed;
        var session = new ModelSessionOptions { Provider = "cpu" };
        _detector = FaceDetector.Load(ModelFiles.DefaultDetector, session);
        _classifier = EmotionClassifier.Load(ModelFiles.DefaultEmotion, session);
        _small = FaceFinder.Create(_detector, _classifier, new VisionOptions { DetectorSize = 64, Limits = Limits });
        _large = FaceFinder.Create(_detector, _classifier, new VisionOptions { DetectorSize = 64 });
        _corpus = FrameCorpus.Draw();
        _editor = new FrameEditor(new CameraSpec
        {
            Id = "f", Fps = 1, Source = new SourceSpec { Kind = SourceKind.Video }, Width = 100, Region = new PictureRegion(0.1, 0.2, 0.7, 0.6),
            Masks = new PrivacyMasks([[new(0, 0), new(0.5, 0.1), new(0.3, 1)]]),
        });
    }

    // As in the worker by default, but for the size: a header that claims 8K costs as much as a thousand cases.
    private static PictureLimits Limits => new() { MaxPixels = 400_000, MaxMemoryBytes = 8 << 20 };

    public IReadOnlyList<string> Outcomes { get; } =
        [.. Statuses, "ok-with-faces", "headers-refused", "stream-frames", "stream-nothing", "edited", "edit-refused"];

    public byte[] Input(long number)
    {
        var random = Rng(number);
        var picture = _corpus[random.Next(_corpus.Length)];
        return Mutator.Damage(picture, _corpus[random.Next(_corpus.Length)], random, 700);
    }

    public int Run(long number)
    {
        var jpeg = Input(number);
        switch (number % 16)
        {
            case 0:
                return Index(Split(jpeg) > 0 ? "stream-frames" : "stream-nothing");
            case 1:
                // The agent's masks: a picture either comes out whole or not at all.
                return Index(_editor.Edit(jpeg) is null ? "edit-refused" : "edited");
            default:
                return Infer(jpeg, number);
        }
    }

    public void Dispose()
    {
        _editor.Dispose();
        _decoder.Dispose();
        _small.Dispose();
        _large.Dispose();
        _classifier.Dispose();
        _detector.Dispose();
    }

    private Random Rng(long number) => new(CaseSeed.Of(_seed, number));

    private int Index(string outcome)
    {
        for (var i = Statuses.Length; i < Outcomes.Count; i++)
            if (Outcomes[i] == outcome)
                return i;
        throw new InvalidOperationException(outcome);
    }

    private int Infer(byte[] jpeg, long number)
    {
        var random = Rng(~number);
        if (number % 4 == 0 && !ReadHeaders.TryReadFrame(HeaderDamage.Frame(random, out var key), key, out _, out _, out _))
            return Index("headers-refused");

        // Every way the decoder is called elsewhere: colour, and reduced.
        if (number % 8 == 3)
            _decoder.Decode(jpeg, 3, 1 << random.Next(8), _picture);
        var status = (number % 512 == 2 ? _large : _small).Find(jpeg, _found);
        if (status != FrameStatus.Ok || _found.Count == 0)
            return (int)status;
        _classifier.Classify(_found.Crops, _scores.AsSpan(0, _found.Count));
        for (var i = 0; i < _found.Count; i++)
            if (!float.IsFinite(_scores[i].ReadOnly[0]))
                throw new InvalidOperationException("a score is not a number");
        return Index("ok-with-faces");
    }

    private static int Split(byte[] stream)
    {
        var splitter = new MjpegSplitter(16 * 1024);
        var frames = 0;
        for (var rest = stream.AsSpan(); ;)
        {
            var result = splitter.Read(out _);
            if (result == SplitResult.Frame)
                frames++;
            if (result != SplitResult.NeedMore)
                continue;
            if (rest.IsEmpty)
                return frames;
            var room = splitter.Room().Span;
            var count = Math.Min(Math.Min(room.Length, rest.Length), 500);
            rest[..count].CopyTo(room);
            splitter.Advance(count);
            rest = rest[count..];
        }
    }
}
