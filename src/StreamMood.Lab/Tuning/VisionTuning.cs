using System.Collections.Concurrent;
using System.Globalization;
using StreamMood.Contracts;
using StreamMood.Lab.Datasets;
using StreamMood.Lab.Evaluation;
using StreamMood.Lab.Metrics;
using StreamMood.Vision.Detection;
using StreamMood.Vision.Emotions;

namespace StreamMood.Lab.Tuning;

/// <summary>
/// Picks what lies between a picture and its scores: size and threshold of the detector, margin of the crop, reading of the mirror image,
/// temperature. Some pictures choose, others report.
/// </summary>
public static class VisionTuning
{
    /// <summary>Runs the search.</summary>
    /// <param name="options">What to try on which pictures.</param>
    /// <param name="progress">Told from several threads; null for none.</param>
    /// <param name="cancellationToken">Stops between pictures.</param>
    /// <exception cref="UserErrorException">When data or a model cannot be used, or no setting keeps the bounds.</exception>
    public static async Task<VisionTuningReport> RunAsync(VisionTuningOptions options, IProgress<EvaluationStep>? progress, CancellationToken cancellationToken)
    {
        var notes = new List<string>();
        var sheets = options.Data.Format != DatasetFormat.Folder;
        if (options.Negatives is not null && !options.FindFaces)
            throw new UserErrorException("--negatives: without a detector no face can be false; leave --negatives or --no-detector out");
        if (options.FalseFaces is not null && (!options.FindFaces || (!sheets && options.Negatives is null)))
            throw new UserErrorException("--false-faces: which faces are false is known only where a detector looks for them in tiles or in --negatives; name some, or leave --false-faces out");
        using var detector = !options.FindFaces ? null : FaceDetector.Load(options.Detector, options.Session);
        using var classifier = EmotionClassifier.Load(options.Emotion, options.Session);
        var grid = VisionGrid.Of(options, detector, bounded: sheets || options.Negatives is not null);
        using var rooms = Rooms.Open(options.Negatives, (options.FaceSizes[0], options.FaceSizes[1]), options.Seed);
        var (set, pictures) = TuningSplit.Read(options.Data, options.ReportSplit, options.Pictures, options.Seed, notes);
        Explain(notes, options, sheets);
        var readout = set.OwnLabels ? EmotionReadout.Fer : EmotionReadout.Votes;
        var stage = new TuningStage(detector, classifier, readout, grid, rooms, options.Vision);
        var times = TuningTimes.Take(stage, pictures, cancellationToken);
        // Tiles stand in these rooms already; pictures of folders have none, so the rooms are looked at by themselves.
        var (readings, empty) = await ReadAsync(stage, pictures, sheets || detector is null ? 0 : rooms.Names.Count, options.Lanes, progress, cancellationToken);

        TuningOutcomes Side(bool chooses) => new(
            grid, set.Labels.Classes(), [.. pictures.Where(p => p.Chooses == chooses)], [.. readings.Where((_, i) => pictures[i].Chooses == chooses)],
            [.. empty.Where((_, i) => (i % 2 == 0) == chooses)]);

        return new Choice(options, grid, times, Side(true), Side(false)).Report(set, detector, classifier, readout, notes);
    }

    private static void Explain(List<string> notes, VisionTuningOptions options, bool sheets)
    {
        if (!options.FindFaces)
            notes.Add("the picture, or what its points span, is the face; no detector is asked");
        else if (sheets)
            notes.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"each tile was put into {(options.Negatives is { } path ? $"a picture of {path}" : "a plain room")}, {options.FaceSizes[0]} to {options.FaceSizes[1]} of {Rooms.LongSide} pixels wide; a face that is not found counts as misread"));
        else if (options.Negatives is null)
            notes.Add("without --negatives it is not known which faces are false, so the threshold stays");
        notes.Add("detector size and threshold are the settings inference.vision.detectorSize and .scoreThreshold; margin and temperature stand in a model's own metadata (streammood.template, .temperature); the worker reads no mirror images");
    }

    private static async Task<(PictureReading[] Pictures, PictureReading[] Empty)> ReadAsync(
        TuningStage stage, IReadOnlyList<TuningPicture> pictures, int rooms, int lanes, IProgress<EvaluationStep>? progress, CancellationToken cancellationToken)
    {
        var (readings, idle, done) = (new PictureReading[pictures.Count + rooms], new ConcurrentBag<TuningLane>(), 0);
        try
        {
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = lanes, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(Enumerable.Range(0, readings.Length), parallel, (i, _) =>
            {
                var lane = idle.TryTake(out var free) ? free : new TuningLane(stage);
                try
                {
                    readings[i] = i < pictures.Count ? lane.Read(pictures[i], i) : lane.ReadEmpty(i - pictures.Count);
                }
                finally
                {
                    idle.Add(lane);
                }

                progress?.Report(new EvaluationStep("pictures", Interlocked.Increment(ref done), readings.Length));
                return ValueTask.CompletedTask;
            });
        }
        finally
        {
            foreach (var lane in idle)
                lane.Dispose();
        }

        return (readings[..pictures.Count], readings[pictures.Count..]);
    }

    // What is chosen, and what there is to say about it.
    private sealed class Choice
    {
        private readonly VisionTuningOptions _options;
        private readonly VisionGrid _grid;
        private readonly TuningOutcomes _report;
        private readonly bool[] _rightNow;
        private readonly double? _allowed;
        private readonly (VisionSetting Setting, double Ms, double Accuracy)[] _tried;
        private readonly VisionSetting _chosen, _best;

        public Choice(VisionTuningOptions options, VisionGrid grid, TuningTimes times, TuningOutcomes choose, TuningOutcomes report)
        {
            (_options, _grid, _report, Choosing) = (options, grid, report, choose);
            var right = grid.All.ToDictionary(s => s, choose.Right);
            _tried = [.. right.Select(r => (r.Key, times.Of(grid, r.Key), r.Value.Count(ok => ok) / (double)choose.Count))];
            _rightNow = report.Right(grid.Now);
            _allowed = choose.FalseFaces(grid.Now) is { } now ? options.FalseFaces ?? now : null;
            var open = _tried.Where(t => (_allowed is not { } most || choose.FalseFaces(t.Setting) <= most) && (options.Budget is not { } budget || t.Ms <= budget)).ToArray();
            if (open.Length == 0)
                throw new UserErrorException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"no setting keeps the bounds; the quickest takes {_tried.Min(t => t.Ms):0.00} ms a picture, the surest finds {_tried.Min(t => choose.FalseFaces(t.Setting) ?? 0):0.####} false faces: give --budget or --false-faces more"));
            var best = open.OrderByDescending(t => t.Accuracy).ThenBy(t => t.Ms).First();
            _best = best.Setting;
            // The rule of one standard error (Breiman et al. 1984, section 3.4.3), of paired differences: what cannot be told from the
            // best may as well be quick.
            _chosen = open.Where(t => best.Accuracy - t.Accuracy <= StandardError(right[_best], right[t.Setting]))
                .OrderBy(t => t.Ms).ThenByDescending(t => t.Accuracy).First().Setting;
        }

        private TuningOutcomes Choosing { get; }

        public VisionTuningReport Report(EmotionDataset set, FaceDetector? detector, EmotionClassifier classifier, EmotionReadout readout, IReadOnlyList<string> notes) => new()
        {
            Dataset = set.Name,
            Labels = set.Labels.Name(),
            Split = set.Split,
            ReportSplit = _options.ReportSplit ?? set.Split,
            Choosing = Choosing.Count,
            Reporting = _report.Count,
            Detector = detector?.Info.Id,
            Emotion = classifier.Info.Id,
            Tried = _tried.Length,
            FalseFacesAllowed = _allowed,
            Now = Row(_grid.Now),
            Chosen = Row(_chosen),
            Best = Row(_best),
            Front = [.. Front().Select(Row)],
            Temperatures = [.. Named().DistinctBy(s => s.Setting).Select(s => Temperature(s.Of, s.Setting, classifier.Temperature(readout)))],
            Points = [.. _tried.Where(t => Keeps(t.Setting)).Select(t => (t.Ms, t.Accuracy))],
            Notes = notes,
        };

        private IEnumerable<(string Of, VisionSetting Setting)> Named() => [("now", _grid.Now), ("chosen", _chosen), ("best", _best)];

        private IEnumerable<VisionSetting> Front()
        {
            var best = double.NegativeInfinity;
            foreach (var (setting, _, accuracy) in _tried.Where(t => Keeps(t.Setting)).OrderBy(t => t.Ms).ThenByDescending(t => t.Accuracy))
                if (accuracy > best)
                {
                    best = accuracy;
                    yield return setting;
                }
        }

        private bool Keeps(VisionSetting setting) => _allowed is not { } most || Choosing.FalseFaces(setting) <= most;

        private TunedSetting Row(VisionSetting setting)
        {
            var right = _report.Right(setting);
            var (low, high) = Bootstrap.Accuracy(right, _report.People, _options.Seed);
            var (gain, least, most) = Bootstrap.Difference(right, _rightNow, _report.People, _options.Seed);
            var tried = Array.Find(_tried, t => t.Setting == setting);
            return new TunedSetting(
                setting.DetectorSize > 0 ? setting.DetectorSize : null, setting.DetectorSize > 0 ? setting.ScoreThreshold : null, setting.Margin, setting.Flip, tried.Ms,
                Rounded(tried.Accuracy), Rounded(right.Count(r => r) / (double)right.Length), [Rounded(low), Rounded(high)], Rounded(gain), [Rounded(least), Rounded(most)],
                Rounded(_report.Found(setting)), _report.FalseFaces(setting) is { } wrong ? Rounded(wrong) : null);
        }

        private TunedTemperature Temperature(string of, VisionSetting setting, float model)
        {
            var factor = Choosing.BestFactor(setting);
            var (before, after) = (_report.Calibrated(setting, 1), _report.Calibrated(setting, factor));
            return new TunedTemperature(
                of, Math.Round(model, 4), Math.Round(model * factor, 4), Rounded(before.Ece), Rounded(after.Ece), Rounded(before.Nll), Rounded(after.Nll));
        }

        private static double StandardError(bool[] first, bool[] second)
        {
            var differences = first.Zip(second, (a, b) => (a ? 1.0 : 0) - (b ? 1 : 0)).ToArray();
            var mean = differences.Average();
            return Math.Sqrt(differences.Sum(d => (d - mean) * (d - mean))) / differences.Length;
        }

        private static double Rounded(double value) => Math.Round(value, 6);
    }
}
