namespace StreamMood.Vision.Imaging;

/// <summary>
/// How the pixels of one axis make up a resized one. Downscaling averages the covered area, so that small faces neither
/// vanish nor shimmer; upscaling is bilinear.
/// </summary>
internal sealed class AreaWeights
{
    // Coverage below this is rounding.
    private const double Tiny = 1e-6;

    public AreaWeights(int source, int target)
    {
        (Source, Target) = (source, target);
        var ratio = (double)source / target;
        Taps = Math.Min(source, MostTaps(ratio, target));
        Starts = new int[target];
        Weights = new float[Taps * target];
        for (var i = 0; i < target; i++)
        {
            // The interval of the source that the target pixel looks at, in source pixels.
            var (from, to) = ratio <= 1
                ? ((i + 0.5) * ratio - 1, (i + 0.5) * ratio + 1)
                : (i * ratio + Tiny, (i + 1) * ratio - Tiny);
            var start = Math.Clamp((int)Math.Floor(ratio <= 1 ? from + 0.5 : from), 0, source - Taps);
            Starts[i] = start;
            double sum = 0;
            for (var pixel = (int)Math.Floor(from); pixel < to; pixel++)
            {
                var weight = ratio <= 1
                    ? Math.Max(0, 1 - Math.Abs(pixel + 0.5 - (from + 1)))
                    : Math.Min(pixel + 1, to) - Math.Max(pixel, from);
                if (weight <= Tiny)
                    continue;
                // Pixels beyond the edge repeat the last one.
                var tap = Math.Clamp(Math.Clamp(pixel, 0, source - 1) - start, 0, Taps - 1);
                Weights[tap * target + i] += (float)weight;
                sum += weight;
            }

            for (var tap = 0; tap < Taps; tap++)
                Weights[tap * target + i] /= (float)sum;
        }
    }

    // A whole ratio needs no pixel that two targets share.
    private static int MostTaps(double ratio, int target)
    {
        if (ratio <= 1)
            return 2;
        var most = 1;
        for (var i = 0; i < target; i++)
            most = Math.Max(most, (int)Math.Ceiling((i + 1) * ratio - Tiny) - (int)Math.Floor(i * ratio + Tiny));
        return most;
    }

    public int Source { get; }

    public int Target { get; }

    /// <summary>Source pixels a target pixel looks at.</summary>
    public int Taps { get; }

    /// <summary>First of them, for each target pixel; start + taps never passes the end.</summary>
    public int[] Starts { get; }

    /// <summary>Weight of tap t for target pixel i at <c>t × target + i</c>.</summary>
    public float[] Weights { get; }
}
