using System.Diagnostics;
using StreamMood.Contracts;
using StreamMood.Lab.Datasets;
using StreamMood.Vision;
using StreamMood.Vision.Detection;
using StreamMood.Vision.Imaging;

namespace StreamMood.Lab.Evaluation;

/// <summary>Evaluates face detectors on labelled scenes through the worker's own path, on one thread so that times mean something.</summary>
public static class DetectorEvaluation
{
    // The precision-recall curve needs what lies below the model's threshold too; a hundredth leaves out only noise.
    private const float LeastScore = 0.01f;
    private const int MostFaces = 256;

    /// <summary>Runs the evaluation on the calling thread.</summary>
    /// <returns>One report a model, in the order of the options.</returns>
    /// <param name="options">Which pictures and models.</param>
    /// <param name="progress">Told after each picture; null for none.</param>
    /// <param name="cancellationToken">Stops between pictures.</param>
    /// <exception cref="UserErrorException">When data or a model cannot be used; the message names file and row.</exception>
    public static IReadOnlyList<DetectorReport> Run(
        DetectorEvaluationOptions options, IProgress<EvaluationStep>? progress, CancellationToken cancellationToken)
    {
        var scenes = FaceBoxes.Read(options.Boxes, options.Split);
        foreach (var more in options.MoreBoxes)
            FaceBoxes.Add(scenes, more, ignore: false);
        if (options.Ignore is { } ignore)
            FaceBoxes.Add(scenes, ignore, ignore: true);
        using var images = PictureSource.Open("--images", options.Images);
        if (scenes.Find(s => !images.Has(s.File)) is { } missing)
            throw new UserErrorException($"{missing.Table} row {missing.Row}: picture '{missing.File}' is not in {options.Images}");
        using var negatives = options.Negatives is { } path ? PictureSource.Open("--negatives", path) : null;
        var empty = negatives?.Names.ToArray() ?? [];
        if (negatives is not null && empty.Length == 0)
            throw new UserErrorException($"--negatives '{options.Negatives}' holds no .jpg, .jpeg or .png pictures");

        var detectors = new List<FaceDetector>();
        try
        {
            foreach (var model in options.Models)
                detectors.Add(FaceDetector.Load(model, options.Session));
            return [.. detectors.Select(Measure)];
        }
        finally
        {
            detectors.ForEach(d => d.Dispose());
        }

        DetectorReport Measure(FaceDetector detector)
        {
            var (tally, done) = (new DetectorTally(), 0);
            using var looker = new Looker(detector, options.Vision);
            foreach (var scene in scenes)
            {
                looker.Look($"{scene.Table} row {scene.Row}: {images.Describe(scene.File)}", images.Read(scene.File), tally, scene);
                Step();
            }

            foreach (var name in empty)
            {
                looker.Look(negatives!.Describe(name), negatives.Read(name), tally, null);
                Step();
            }

            return tally.Report(detector.Info);

            void Step()
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress?.Report(new EvaluationStep(detector.Info.Id, ++done, scenes.Count + empty.Length));
            }
        }
    }

    /// <summary>Decodes and detects as <see cref="FaceFinder"/> does, once at the model's threshold and once at the least.</summary>
    private sealed class Looker : IDisposable
    {
        private readonly FaceDetector _detector;
        private readonly VisionOptions _vision;
        private readonly JpegDecoder _decoder;
        private readonly DetectorPass _pass, _all;
        private readonly Picture _picture = new();

        public Looker(FaceDetector detector, VisionOptions vision)
        {
            (_detector, _vision) = (detector, vision);
            _decoder = new JpegDecoder(vision.Limits);
            _pass = new DetectorPass(detector, With(vision.ScoreThreshold));
            _all = new DetectorPass(detector, With(LeastScore));
        }

        public void Look(string name, byte[] bytes, DetectorTally tally, Scene? scene)
        {
            var (width, height) = PictureFiles.Decode(name, bytes, _decoder, _detector.Channels, 2 * _pass.LongSide, _picture);
            var letterbox = Letterbox.Fit(_picture.Width, _picture.Height, _vision.DetectorSize, _detector.Shape);
            var start = Stopwatch.GetTimestamp();
            var tensors = _pass.Prepare(_picture, letterbox);
            tensors.Run();
            var accepted = _pass.Decode(tensors, letterbox, width, height);
            var milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            if (scene is null)
                tally.AddNegative(accepted.Length);
            else
                tally.Add(scene, (float)letterbox.Width / width, accepted, _all.Decode(tensors, letterbox, width, height), milliseconds);
        }

        public void Dispose()
        {
            _pass.Dispose();
            _all.Dispose();
            _decoder.Dispose();
        }

        // Crowds hold more faces than a worker looks at.
        private VisionOptions With(float threshold) => new()
        {
            DetectorSize = _vision.DetectorSize, ScoreThreshold = threshold, MaxFaces = MostFaces, Limits = _vision.Limits,
        };
    }
}
