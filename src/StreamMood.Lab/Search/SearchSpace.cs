using System.Globalization;

namespace StreamMood.Lab.Search;

/// <summary>One hyper-parameter.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Default">The value used without a search, and the first one a search tries.</param>
/// <param name="Draw">Draws a value from a uniform number in [0, 1).</param>
internal sealed record Parameter(string Name, double Default, Func<double, double> Draw)
{
    /// <summary>Uniform over a range.</summary>
    public static Parameter Uniform(string name, double value, double low, double high) => new(name, value, u => low + u * (high - low));

    /// <summary>Uniform over the logarithm of a range.</summary>
    public static Parameter Logarithmic(string name, double value, double low, double high) =>
        new(name, value, u => low * Math.Pow(high / low, u));

    /// <summary>One of a list, all equally likely.</summary>
    public static Parameter OneOf(string name, double value, params double[] values) => new(name, value, u => values[(int)(u * values.Length)]);
}

/// <summary>Values of the hyper-parameters of one model.</summary>
internal sealed class Setting(IReadOnlyDictionary<string, double> values)
{
    /// <summary>All values by name.</summary>
    public IReadOnlyDictionary<string, double> Values => values;

    public double this[string name] => values[name];

    public int Int(string name) => (int)values[name];

    public bool Flag(string name) => values[name] != 0;

    /// <summary>The setting with some values replaced.</summary>
    public Setting With(params (string Name, double Value)[] changes)
    {
        var copy = new Dictionary<string, double>(values, StringComparer.Ordinal);
        foreach (var (name, value) in changes)
            copy[name] = value;
        return new Setting(copy);
    }

    public override string ToString() =>
        string.Join(" ", values.Select(v => string.Create(CultureInfo.InvariantCulture, $"{v.Key}={v.Value:0.####}")));
}

/// <summary>The hyper-parameters of a learner.</summary>
internal sealed class SearchSpace(params Parameter[] parameters)
{
    /// <summary>The parameters.</summary>
    public IReadOnlyList<Parameter> Parameters => parameters;

    /// <summary>The defaults.</summary>
    public Setting Default => Of(p => p.Default);

    /// <summary>A random setting.</summary>
    public Setting Draw(Random random) => Of(p => p.Draw(random.NextDouble()));

    private Setting Of(Func<Parameter, double> value) => new(parameters.ToDictionary(p => p.Name, value, StringComparer.Ordinal));
}
