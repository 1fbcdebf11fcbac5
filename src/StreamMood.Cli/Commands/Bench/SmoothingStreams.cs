using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using StreamMood.Cli.Configuration;
using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Lab.Datasets;
using StreamMood.Lab.Evaluation;
using StreamMood.Lab.Smoothing;
using StreamMood.Pipeline.Camera.Synthetic;
using StreamMood.Vision.Detection;
using StreamMood.Vision.Emotions;
using StreamMood.Vision.Models;

namespace StreamMood.Cli.Commands.Bench;

/// <summary>
/// The labelled streams of <c>bench smoothing</c> and <c>tune smoothing</c>. Filming them takes minutes and comparing filters
/// seconds, so what was filmed is kept, under a name that changes with the models, how frames are looked at, the light and
/// the seed.
/// </summary>
internal sealed class SmoothingStreams
{
    // Raise when the pictures change though models and seeds do not.
    private const int Recipe = 2;
    private const int Casts = 6, BlockSeconds = 28;

    private readonly Option<string> _cache = new("--cache")
    {
        HelpName = "DIR",
        Description = "Where filmed streams are kept. Default .cache/smoothing.",
        DefaultValueFactory = _ => Path.Combine(".cache", "smoothing"),
    };

    private readonly Option<string[]> _recordings = new("--recording")
    {
        HelpName = "FILE",
        Description = "A recorded stream of your own beside the filmed ones; repeatable. First line name, condition, cast and parts, then emotion events as watch --emotions --json prints them.",
    };

    private readonly Option<string?> _faces = new("--data") { HelpName = "DIR", Description = "A FER+ folder: streams of real faces, of its PublicTest split, beside the filmed ones." };

    private readonly Option<int> _blocks = new("--blocks") { HelpName = "N", Description = "Length of a filmed stream in blocks of 28 s, each with four expressions. Default 3.", DefaultValueFactory = _ => 3 };

    // Filters are compared here, not what a smaller input misses: at the worker's 320, people far away have faces of 12 to 16 pixels.
    private readonly Option<int> _size = new("--size")
    {
        HelpName = "N",
        Description = "Long side in pixels that the detector sees, in place of inference.vision.detectorSize. Default 640, all that a filmed frame has.",
        DefaultValueFactory = _ => 640,
    };

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_cache, _recordings, _faces, _blocks.Within(1, 100), _size.Within(64, 2048)])
            command.Options.Add(option);
    }

    /// <summary>Reads what is kept, films what is not.</summary>
    public IReadOnlyList<LabelledSequence> Load(ParseResult parse, StreamMoodSettings settings, IProgress<EvaluationStep>? progress, CancellationToken cancellationToken)
    {
        var inference = settings.Inference;
        inference.Vision.DetectorSize = parse.GetValue(_size);
        using var detector = FaceDetector.Load(inference.Detector, inference.Session);
        using var classifier = EmotionClassifier.Load(inference.Emotion, inference.Session);
        var models = Models(detector.Info, classifier.Info, settings);
        var folder = parse.GetRequiredValue(_cache);
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"--cache '{folder}': {e.Message}", e);
        }

        var length = TimeSpan.FromSeconds(BlockSeconds * parse.GetValue(_blocks));
        var wanted = Enumerable.Range(1, Casts).SelectMany(cast => Light.All.Select(light => (Cast: cast, Light: light))).ToArray();
        var streams = new LabelledSequence[wanted.Length];
        var done = 0;
        Parallel.For(0, wanted.Length, new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            var (cast, light) = wanted[i];
            var path = Path.Combine(folder, $"{models}-{length.TotalSeconds:0}s-{light.Name}-{cast}.jsonl");
            if (!File.Exists(path))
                Film(path, cast, light, length, detector, classifier, settings, cancellationToken);
            streams[i] = StreamFile.Read(path);
            progress?.Report(new EvaluationStep("streams", Interlocked.Increment(ref done), wanted.Length));
        });
        return [.. streams, .. Faces(parse, detector, classifier, cancellationToken), .. (parse.GetValue(_recordings) ?? []).Select(StreamFile.Read)];
    }

    private IReadOnlyList<LabelledSequence> Faces(ParseResult parse, FaceDetector detector, EmotionClassifier classifier, CancellationToken cancellationToken) =>
        parse.GetValue(_faces) is not { } data ? [] : FaceStreams.Make(
            new EmotionDatasetOptions { Folder = data, Format = DatasetFormat.FerPlus, Split = "PublicTest" },
            classifier, new ModelVersions(detector.Info.Id, classifier.Info.Id), [.. Enumerable.Range(1, Casts)], cancellationToken);

    private static void Film(
        string path, int cast, Light light, TimeSpan length, FaceDetector detector, EmotionClassifier classifier, StreamMoodSettings settings, CancellationToken cancellationToken)
    {
        // One, two or three people: the more there are, the smaller their faces.
        using var film = new SyntheticFilm((ulong)cast, 1 + (cast % 3), settings.Camera.Generator);
        using var recorder = new StreamRecorder(detector, classifier, settings.Inference.Vision);
        StreamFile.Write(path, recorder.Record(new Scene(film), cast, light, length, cancellationToken));
    }

    private static string Models(ModelInfo detector, ModelInfo emotion, StreamMoodSettings settings)
    {
        var (vision, generator) = (settings.Inference.Vision, ModelFiles.Resolve(settings.Camera.Generator));
        var look = string.Create(CultureInfo.InvariantCulture, $"{vision.DetectorSize}/{vision.ScoreThreshold}/{vision.MaxFaces}");
        var all = $"{Recipe}/{detector.Sha256}/{emotion.Sha256}/{look}/{Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(generator)))}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)))[..12];
    }

    private sealed class Scene(SyntheticFilm film) : IActedScene
    {
        public int Width => film.Width;

        public int Height => film.Height;

        public Emotion ExpressionAt(TimeSpan time) => film.ExpressionAt(time);

        public void Draw(TimeSpan time, Span<byte> frame) => film.Draw(time, frame);
    }
}
