namespace StreamMood.Vision.Imaging;

/// <summary>
/// How the pixels of one axis make up a resized one. Downscaling averages the covered area, so that small faces neither
/// vanish nor shimmer; upscaling is bilinear.
/// </summary>
internal sealed class AreaWeights
{
    public AreaWeights(int source, int target)
    {
        (Source, Target) = (source, target);
        var ratio = (double)source / target;
        Taps = Math.Min(source, ratio <= 1 ? 2 : (int)Math.Ceiling(ratio) + 1);
        Starts = new int[target];
        Weights = new float[Taps * target];
        for (var i = 0; i < target; i++)
        {
            // The interval of the source that the target pixel looks at, in source pixels.
            var (from, to) = ratio <= 1
                ? ((i + 0.5) * ratio - 1, (i + 0.5) * ratio + 1)
                : (i * ratio, (i + 1) * ratio);
            var start = Math.Clamp((int)Math.Floor(ratio <= 1 ? from + 0.5 : from), 0, source - Taps);
            Starts[i] = start;
            double sum = 0;
            for (var pixel = (int)Math.Floor(from); pixel < to; pixel++)
            {
                var weight = ratio <= 1
                    ? Math.Max(0, 1 - Math.Abs(pixel + 0.5 - (from + 1)))
                    : Math.Min(pixel + 1, to) - Math.Max(pixel, from);
                if (weight <= 1e-9)
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

    public int Source { get; }

    public int Target { get; }

    /// <summary>Source pixels a target pixel looks at.</summary>
    public int Taps { get; }

    /// <summary>First of them, for each target pixel; start + taps never passes the end.</summary>
    public int[] Starts { get; }

    /// <summary>Weight of tap t for target pixel i at <c>t × target + i</c>.</summary>
    public float[] Weights { get; }
}
