using System.Globalization;
using StreamMood.Contracts;
using StreamMood.Contracts.Events;

namespace StreamMood.Mood.Smoothing;

/// <summary>
/// What a hidden Markov model of expressions knows: how long each lasts, what follows it, and how the classifier sees it.
/// Learnt by <c>streammood tune smoothing --learn FOLDER</c>, which writes <c>chain.csv</c>; the committed one is compiled in.
/// </summary>
public sealed class MoodChain
{
    private static readonly Lazy<MoodChain> FromResource = new(() => Parse(LearntFile.Read("chain.csv"), "chain.csv"));

    private readonly double[] _dwell;
    private readonly double[] _jumps;

    /// <summary>A chain of eight expressions in the order of <see cref="Emotion"/>.</summary>
    /// <param name="name">What it is called in reasons.</param>
    /// <param name="dwell">Mean seconds that each lasts.</param>
    /// <param name="jumps">Row-wise: the share of each other expression among those that follow; the diagonal is 0.</param>
    /// <param name="confusion">Row-wise: mean scores that the classifier gives where the expression is the row's; above 0, rows add up to 1.</param>
    public MoodChain(string name, double[] dwell, double[] jumps, double[] confusion)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(dwell.Length, Emotions.Count);
        ArgumentOutOfRangeException.ThrowIfNotEqual(jumps.Length, Emotions.Count * Emotions.Count);
        ArgumentOutOfRangeException.ThrowIfNotEqual(confusion.Length, Emotions.Count * Emotions.Count);
        (Name, _dwell, _jumps, Confusion) = (name, dwell, jumps, confusion);
    }

    /// <summary>The committed chain.</summary>
    public static MoodChain Learnt => FromResource.Value;

    /// <summary>What it is called in reasons.</summary>
    public string Name { get; }

    /// <summary>Row-wise: how the classifier sees each expression.</summary>
    public IReadOnlyList<double> Confusion { get; }

    /// <summary>Row-wise: the chance to be in each expression a window after each. More than one change within a window is left out.</summary>
    public double[] Transitions(TimeSpan window)
    {
        var chances = new double[Emotions.Count * Emotions.Count];
        for (var from = 0; from < Emotions.Count; from++)
        {
            var stays = Math.Exp(-window.TotalSeconds / _dwell[from]);
            for (var to = 0; to < Emotions.Count; to++)
                chances[(from * Emotions.Count) + to] = to == from ? stays : (1 - stays) * _jumps[(from * Emotions.Count) + to];
        }

        return chances;
    }

    /// <summary>Reads <c>chain.csv</c>.</summary>
    /// <exception cref="UserErrorException">With file and row when something is wrong.</exception>
    public static MoodChain Parse(string text, string file)
    {
        var (name, rows) = LearntFile.Rows(text, file, Emotions.Labels, 1 + (2 * Emotions.Count));
        var jumps = rows.SelectMany(r => r[1..(1 + Emotions.Count)]).ToArray();
        var confusion = rows.SelectMany(r => r[(1 + Emotions.Count)..]).ToArray();
        if (rows.Any(r => r[0] <= 0) || jumps.Any(j => j < 0) || confusion.Any(c => c <= 0))
            throw new UserErrorException($"{file}: seconds and scores must be above 0, shares not below");
        return new MoodChain(name, [.. rows.Select(r => r[0])], jumps, confusion);
    }

    /// <summary>Writes <c>chain.csv</c>.</summary>
    public string ToCsv()
    {
        var lines = Enumerable.Range(0, Emotions.Count).Select(s => string.Join(
            ',', [Emotions.Labels[s], Text(_dwell[s]), .. Row(_jumps, s), .. Row(Confusion, s)]));
        return $"# {Name}\nexpression,seconds,{Header("next")},{Header("seen")}\n{string.Join('\n', lines)}\n";

        static string Header(string what) => string.Join(',', Emotions.Labels.Select(l => $"{what}-{l}"));

        static IEnumerable<string> Row(IReadOnlyList<double> values, int row) => values.Skip(row * Emotions.Count).Take(Emotions.Count).Select(Text);

        static string Text(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
    }
}
