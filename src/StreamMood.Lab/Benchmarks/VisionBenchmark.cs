using System.Globalization;
using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Vision;
using StreamMood.Vision.Detection;
using StreamMood.Vision.Emotions;
using StreamMood.Vision.Imaging;
using StreamMood.Vision.Models;
using StreamMood.Vision.Synthesis;

namespace StreamMood.Lab.Benchmarks;

/// <summary>
/// Times the stages of the worker's own path on one thread, each next to what the ONNX sessions alone take on the same tensors
/// in the same run.
/// </summary>
public static class VisionBenchmark
{
    private static readonly int[] FaceCounts = [1, 4];

    // See StageTiming.Overhead.
    private const double Quiet = 0.1;

    /// <summary>Runs the benchmark on the calling thread.</summary>
    /// <exception cref="UserErrorException">When a model cannot be used.</exception>
    /// <exception cref="OperationCanceledException">When cancelled.</exception>
    public static VisionBenchmarkReport Run(VisionBenchmarkOptions options, CancellationToken cancellationToken)
    {
        var session = new ModelSessionOptions { Provider = options.Provider, IntraOpThreads = 1 };
        var vision = new VisionOptions { DetectorSize = options.DetectorSize };
        using var detector = FaceDetector.Load(options.Detector, session);
        using var classifier = EmotionClassifier.Load(options.Emotion, session, options.Batches.Max());
        using var yunet = options.Yunet is { } file ? FaceDetector.Load(file, session) : null;
        var scenes = Scenes(options.Generator, session);

        var clock = new Interleaved();
        using var emotion = new EmotionStages(clock, classifier, scenes[^1], detector, vision, options.Batches);
        var detectors = new List<DetectorStages>();
        try
        {
            foreach (var model in (FaceDetector?[])[detector, yunet])
                foreach (var scene in scenes)
                    if (model is not null)
                        detectors.Add(new DetectorStages(clock, model, classifier, scene, vision));
            var load = LoadAverage();
            clock.Run(TimeSpan.FromSeconds(options.Seconds), cancellationToken);
            return new VisionBenchmarkReport
            {
                Picture = string.Create(CultureInfo.InvariantCulture, $"{BenchmarkScene.Width}x{BenchmarkScene.Height}"),
                Processors = Environment.ProcessorCount,
                LoadAverage = load,
                Provider = detector.Provider.Name,
                Models = new[] { detector.Info, classifier.Info, yunet?.Info }.OfType<ModelInfo>().DistinctBy(m => m.Id).ToDictionary(m => m.Id, m => m.Sha256),
                Rounds = clock.Rounds,
                Stages = [.. detectors.SelectMany(d => d.Report(clock)), .. emotion.Report(clock)],
            };
        }
        finally
        {
            detectors.ForEach(d => d.Dispose());
        }
    }

    private static BenchmarkScene[] Scenes(string generator, ModelSessionOptions session)
    {
        using var model = FaceGenerator.Load(generator, session);
        return Array.ConvertAll(FaceCounts, faces => BenchmarkScene.Draw(model, faces));
    }

    private static double? LoadAverage() =>
        File.Exists("/proc/loadavg")
        && double.TryParse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture, out var load)
            ? load
            : null;

    private static StageTiming Timing(
        Interleaved clock, string stage, int faces, int piece, double perCall, int[] sessions, FaceDetector? detector = null, int? found = null) => new()
        {
            Stage = stage,
            Detector = detector?.Info.Id,
            Faces = faces,
            Found = found,
            Ms = Math.Round(clock.Ms(piece), 4),
            P10Ms = Math.Round(clock.Ms(piece, Quiet), 4),
            P90Ms = Math.Round(clock.Ms(piece, 0.9), 4),
            PerSecond = Math.Round(perCall * 1000 / clock.Ms(piece), 1),
            SessionMs = sessions.Length > 0 ? Math.Round(sessions.Sum(s => clock.Ms(s)), 4) : null,
            SessionP10Ms = sessions.Length > 0 ? Math.Round(sessions.Sum(s => clock.Ms(s, Quiet)), 4) : null,
            Overhead = sessions.Length > 0 ? Math.Round(clock.Ms(piece, Quiet) / sessions.Sum(s => clock.Ms(s, Quiet)), 3) : null,
        };

    /// <summary>Decode, detect and the whole on one picture with one detector.</summary>
    private sealed class DetectorStages : IDisposable
    {
        private readonly FaceDetector _detector;
        private readonly BenchmarkScene _scene;
        private readonly JpegDecoder _decoder;
        private readonly DetectorPass _pass;
        private readonly FaceFinder _finder;
        private readonly EmotionTensors _emotion;
        private readonly EmotionClassifier _classifier;
        private readonly int _decode, _detect, _whole, _detectorAlone, _emotionAlone;
        private readonly int _found;

        public DetectorStages(Interleaved clock, FaceDetector detector, EmotionClassifier classifier, BenchmarkScene scene, VisionOptions vision)
        {
            (_detector, _classifier, _scene) = (detector, classifier, scene);
            _decoder = new JpegDecoder(vision.Limits);
            _pass = new DetectorPass(detector, vision);
            _finder = FaceFinder.Create(detector, classifier, vision);
            var (picture, found, scores) = (new Picture(), new FoundFaces(), new EmotionScores[scene.Faces.Length]);
            Decode();
            found.Reset(BenchmarkScene.Width, BenchmarkScene.Height);
            _found = Detect();
            _finder.Align(picture, scene.Faces, found);
            _emotion = classifier.Rent();
            found.Crops.CopyTo(_emotion.Faces);
            var tensors = _pass.Prepare(picture, Letterbox.Fit(picture.Width, picture.Height, vision.DetectorSize, detector.Shape));

            _decode = clock.Add(Decode);
            _detect = clock.Add(() => Detect());
            _detectorAlone = clock.Add(tensors.Run);
            _emotionAlone = clock.Add(() => _emotion.Run(scene.Faces.Length));
            _whole = clock.Add(() =>
            {
                Decode();
                Detect();
                _finder.Align(picture, scene.Faces, found);
                classifier.Classify(found.Crops, scores);
            });

            void Decode() => _decoder.Decode(scene.Jpeg, detector.Channels, 2 * _pass.LongSide, picture);

            int Detect() => _pass.Detect(picture, BenchmarkScene.Width, BenchmarkScene.Height).Length;
        }

        public IEnumerable<StageTiming> Report(Interleaved clock)
        {
            var faces = _scene.Faces.Length;
            yield return Timing(clock, "decode", faces, _decode, 1, [], _detector);
            yield return Timing(clock, "detect", faces, _detect, 1, [_detectorAlone], _detector, _found);
            var whole = Timing(clock, "whole", faces, _whole, 1, [_detectorAlone, _emotionAlone], _detector, _found);
            yield return whole with
            {
                OverheadWithoutDecode = Math.Round((whole.P10Ms - clock.Ms(_decode, Quiet)) / whole.SessionP10Ms!.Value, 3),
            };
        }

        public void Dispose()
        {
            _classifier.Return(_emotion);
            _finder.Dispose();
            _pass.Dispose();
            _decoder.Dispose();
        }
    }

    /// <summary>Alignment and classification of a batch of faces.</summary>
    private sealed class EmotionStages : IDisposable
    {
        private readonly EmotionClassifier _classifier;
        private readonly FaceFinder _finder;
        private readonly EmotionTensors _tensors;
        private readonly List<(int Batch, int Whole, int Alone)> _pieces = [];

        public EmotionStages(Interleaved clock, EmotionClassifier classifier, BenchmarkScene scene, FaceDetector detector, VisionOptions vision, IEnumerable<int> batches)
        {
            _classifier = classifier;
            _finder = FaceFinder.Create(detector, classifier, vision);
            _tensors = classifier.Rent();
            var picture = new Picture();
            using var decoder = new JpegDecoder(vision.Limits);
            decoder.Decode(scene.Jpeg, 1, 0, picture);
            foreach (var batch in batches)
            {
                var faces = Enumerable.Range(0, batch).Select(i => scene.Faces[i % scene.Faces.Length]).ToArray();
                var (found, scores) = (new FoundFaces(), new EmotionScores[batch]);
                found.Reset(BenchmarkScene.Width, BenchmarkScene.Height);
                var whole = clock.Add(() =>
                {
                    _finder.Align(picture, faces, found);
                    classifier.Classify(found.Crops, scores);
                });
                _finder.Align(picture, faces, found);
                found.Crops[..Math.Min(found.Crops.Length, _tensors.Faces.Length)].CopyTo(_tensors.Faces);
                _pieces.Add((batch, whole, clock.Add(() => RunInParts(batch))));
            }
        }

        public IEnumerable<StageTiming> Report(Interleaved clock) =>
            _pieces.Select(p => Timing(clock, "align+emotion", p.Batch, p.Whole, p.Batch, [p.Alone]));

        public void Dispose()
        {
            _classifier.Return(_tensors);
            _finder.Dispose();
        }

        private void RunInParts(int faces)
        {
            for (; faces > 0; faces -= _classifier.Batch)
                _tensors.Run(Math.Min(faces, _classifier.Batch));
        }
    }
}
