using StreamMood.Contracts;
using StreamMood.Vision.Detection;

namespace StreamMood.Lab.Tuning;

/// <summary>All settings that are tried: every size with every threshold, margin and both ways of reading.</summary>
internal sealed class VisionGrid
{
    private VisionGrid(IReadOnlyList<int> sizes, IReadOnlyList<float> thresholds, IReadOnlyList<float> margins, VisionSetting now) =>
        (Sizes, Thresholds, Margins, Now) = (sizes, thresholds, margins, now);

    /// <summary>Ascending; one 0 where no face is looked for.</summary>
    public IReadOnlyList<int> Sizes { get; }

    /// <summary>Ascending; one 0 where no face is looked for.</summary>
    public IReadOnlyList<float> Thresholds { get; }

    /// <summary>Ascending.</summary>
    public IReadOnlyList<float> Margins { get; }

    /// <summary>The settings at present.</summary>
    public VisionSetting Now { get; }

    /// <summary>Each setting.</summary>
    public IEnumerable<VisionSetting> All =>
        from size in Sizes
        from threshold in Thresholds
        from margin in Margins
        from flip in (bool[])[false, true]
        select new VisionSetting(size, threshold, margin, flip);

    /// <summary>The grid of some options.</summary>
    /// <param name="options">The values to try.</param>
    /// <param name="detector">Null where the picture is the face.</param>
    /// <param name="bounded">Whether it is known how many faces are false; if not, thresholds cannot be told apart fairly and stay.</param>
    /// <exception cref="UserErrorException">When a value is out of its range.</exception>
    public static VisionGrid Of(VisionTuningOptions options, FaceDetector? detector, bool bounded)
    {
        Check("--sizes", options.Sizes, 64, 2048);
        Check("--thresholds", options.Thresholds, 0.01f, 1);
        Check("--margins", options.Margins, 0.5f, 2);
        var margins = Sorted(options.Margins, 1);
        if (detector is null)
            return new VisionGrid([0], [0], margins, new VisionSetting(0, 0, 1, false));
        var threshold = options.Vision.ScoreThreshold > 0 ? options.Vision.ScoreThreshold : detector.ScoreThreshold;
        var size = detector.FixedSize is { } side ? Math.Max(side.Width, side.Height) : options.Vision.DetectorSize;
        return new VisionGrid(
            detector.FixedSize is null ? Sorted(options.Sizes, size) : [size], bounded ? Sorted(options.Thresholds, threshold) : [threshold], margins,
            new VisionSetting(size, threshold, 1, false));
    }

    private static T[] Sorted<T>(IEnumerable<T> values, T now) => [.. values.Append(now).Distinct().Order()];

    private static void Check<T>(string option, IReadOnlyList<T> values, T least, T most)
        where T : IComparable<T>
    {
        foreach (var value in values)
            if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
                throw new UserErrorException(FormattableString.Invariant($"{option}: {value} is out of range; expected {least} to {most}"));
    }
}
