namespace StreamMood.Pipeline.Telemetry;

/// <summary>
/// How far what a camera shows now is from what it showed at first: the Jensen–Shannon divergence of two distributions in bits
/// (J. Lin, "Divergence measures based on the Shannon entropy", IEEE Transactions on Information Theory 37(1), 1991), 0 for the
/// same, 1 for nothing in common. Unlike the population stability index it stays finite where a label never came. Counts lie in
/// event time: the first stretch is the baseline, afterwards the running stretch and the one before it are the present. One
/// writer at a time; readers may see a count more or less.
/// </summary>
/// <param name="bins">How many kinds of observations there are.</param>
/// <param name="options">The stretches.</param>
internal sealed class CameraDrift(int bins, DriftOptions options)
{
    private readonly int[] _baseline = new int[bins];
    private int[] _before = new int[bins];
    private int[] _now = new int[bins];
    private DateTimeOffset _first;
    private DateTimeOffset _since;
    private bool _begun;

    /// <summary>Counts an observation.</summary>
    /// <param name="bin">Its kind, 0 to <c>bins</c> − 1.</param>
    /// <param name="at">Its time.</param>
    public void Add(int bin, DateTimeOffset at)
    {
        if (!_begun)
            (_begun, _first, _since) = (true, at, at);
        if (at - _first < options.Baseline)
        {
            _baseline[bin]++;
            _since = _first + options.Baseline;
            return;
        }

        if (at - _since >= options.Window)
        {
            // After a silence of more than a stretch, what was before says nothing about the present.
            var old = at - _since >= 2 * options.Window;
            (_before, _now) = (_now, _before);
            Array.Clear(_now);
            if (old)
                Array.Clear(_before);
            _since = at;
        }

        _now[bin]++;
    }

    /// <summary>The divergence in bits, 0 to 1; NaN while too little was seen.</summary>
    public double Value()
    {
        double baseline = 0, present = 0;
        for (var i = 0; i < bins; i++)
        {
            baseline += _baseline[i];
            present += _before[i] + _now[i];
        }

        if (baseline < options.MinCount || present < options.MinCount)
            return double.NaN;
        var divergence = 0.0;
        for (var i = 0; i < bins; i++)
        {
            var (p, q) = (_baseline[i] / baseline, (_before[i] + _now[i]) / present);
            var middle = (p + q) / 2;
            divergence += Part(p, middle) + Part(q, middle);
        }

        return Math.Clamp(divergence / 2, 0, 1);
    }

    private static double Part(double p, double middle) => p > 0 ? p * Math.Log2(p / middle) : 0;
}
