using System.Diagnostics;
using StreamMood.Contracts.Events;

namespace StreamMood.Lab.Tuning;

/// <summary>
/// Milliseconds of the steps on one thread, the lower quartiles of rounds that take the ways in turn, for what disturbs only adds:
/// decoding and detecting at each size, cutting out and reading one face, plain and with its mirror image.
/// </summary>
/// <param name="Detect">A size each; 0 where no face is looked for.</param>
/// <param name="Plain">One crop.</param>
/// <param name="Flipped">Two.</param>
internal sealed record TuningTimes(IReadOnlyList<double> Detect, double Plain, double Flipped)
{
    private const int Pictures = 40, Rounds = 60;

    /// <summary>Milliseconds of a picture with one face.</summary>
    public double Of(VisionGrid grid, VisionSetting setting)
    {
        var size = 0;
        while (grid.Sizes[size] != setting.DetectorSize)
            size++;
        return Math.Round(Detect[size] + (setting.Flip ? Flipped : Plain), 3);
    }

    /// <summary>Takes them.</summary>
    public static TuningTimes Take(TuningStage stage, IReadOnlyList<TuningPicture> pictures, CancellationToken cancellationToken)
    {
        using var lane = new TuningLane(stage);
        var detect = new double[stage.Grid.Sizes.Count];
        if (stage.Detector is not null)
        {
            var files = pictures.Take(Pictures).Select((p, i) => lane.File(p, i)).ToArray();
            var times = stage.Grid.Sizes.Select(_ => new List<double>()).ToArray();
            // The first round warms up.
            for (var round = 0; round < 2; round++)
                foreach (var (name, jpeg, _) in files)
                    for (var size = 0; size < detect.Length; size++)
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        var start = Stopwatch.GetTimestamp();
                        lane.Detect(size, name, jpeg);
                        if (round > 0)
                            times[size].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                    }

            detect = [.. times.Select(Quartile)];
        }

        var length = stage.Classifier.Crop.Length;
        var (crops, scores) = (new float[2 * length], new EmotionScores[2]);
        var (plain, flipped) = (new List<double>(), new List<double>());
        for (var round = -10; round < Rounds; round++)
            foreach (var (views, into) in ((int, List<double>)[])[(1, plain), (2, flipped)])
            {
                var start = Stopwatch.GetTimestamp();
                stage.Classifier.Classify(crops.AsSpan(0, views * length), scores.AsSpan(0, views), stage.Readout);
                if (round >= 0)
                    into.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

        return new TuningTimes(detect, Quartile(plain), Quartile(flipped));
    }

    private static double Quartile(List<double> values)
    {
        values.Sort();
        return values[values.Count / 4];
    }
}
