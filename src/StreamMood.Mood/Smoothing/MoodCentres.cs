using System.Globalization;
using StreamMood.Contracts;

namespace StreamMood.Mood.Smoothing;

/// <summary>
/// Where on the plane of valence and arousal the four moods lie as the classifier sees them, and how far they spread. Learnt by
/// <c>streammood tune smoothing --learn FOLDER</c>, which writes <c>centres.csv</c>; the committed one is compiled in.
/// </summary>
public sealed class MoodCentres
{
    private static readonly string[] States = ["happy", "energetic", "neutral", "sad"];
    private static readonly Lazy<MoodCentres> FromResource = new(() => Parse(LearntFile.Read("centres.csv"), "centres.csv"));
    private readonly (double Valence, double Arousal, double Spread)[] _centres;

    /// <summary>Centres in the order happy, energetic, neutral, sad.</summary>
    /// <param name="name">What they are called in reasons.</param>
    /// <param name="centres">Mean valence and arousal, and standard deviation along either.</param>
    public MoodCentres(string name, (double Valence, double Arousal, double Spread)[] centres)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(centres.Length, States.Length);
        (Name, _centres) = (name, centres);
    }

    /// <summary>The committed centres.</summary>
    public static MoodCentres Learnt => FromResource.Value;

    /// <summary>What they are called in reasons.</summary>
    public string Name { get; }

    /// <summary>One mood's.</summary>
    internal (double Valence, double Arousal, double Spread) this[int mood] => _centres[mood];

    /// <summary>Reads <c>centres.csv</c>.</summary>
    /// <exception cref="UserErrorException">With file and row when something is wrong.</exception>
    public static MoodCentres Parse(string text, string file)
    {
        var (name, rows) = LearntFile.Rows(text, file, States, 3);
        if (rows.Any(r => r[2] <= 0))
            throw new UserErrorException($"{file}: the spread must be above 0");
        return new MoodCentres(name, [.. rows.Select(r => (r[0], r[1], r[2]))]);
    }

    /// <summary>Writes <c>centres.csv</c>.</summary>
    public string ToCsv() => $"# {Name}\nstate,valence,arousal,spread\n" + string.Concat(_centres.Select((c, i) =>
        string.Create(CultureInfo.InvariantCulture, $"{States[i]},{c.Valence:0.####},{c.Arousal:0.####},{c.Spread:0.####}\n")));
}
