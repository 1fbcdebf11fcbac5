using StreamMood.Lab.Training.Onnx;

namespace StreamMood.Lab.Training;

/// <summary>
/// Fitted preparation of features, part of every model: fills gaps (NaN) with training medians, clamps to the training range,
/// so that an outlier of a foreign catalogue cannot drag a linear model away, reads skewed features logarithmically, and standardises.
/// </summary>
internal sealed class FeatureScaling
{
    private readonly IReadOnlyList<FeatureColumn> _columns;
    private readonly float[] _fill;
    private readonly float[] _low;
    private readonly float[] _high;
    private readonly double[] _mean;
    private readonly double[] _scale;
    private readonly FeatureForm _form;

    private FeatureScaling(IReadOnlyList<FeatureColumn> columns, FeatureForm form)
    {
        (_columns, _form) = (columns, form);
        var d = columns.Count;
        (_fill, _low, _high, _mean, _scale) = (new float[d], new float[d], new float[d], new double[d], new double[d]);
    }

    /// <summary>Fits to raw rows, which may hold NaN in optional columns.</summary>
    public static FeatureScaling Fit(double[][] rows, IReadOnlyList<FeatureColumn> columns, FeatureForm form)
    {
        var fitted = new FeatureScaling(columns, form);
        for (var f = 0; f < columns.Count; f++)
        {
            var values = rows.Select(r => (float)r[f]).Where(v => !float.IsNaN(v)).Order().ToArray();
            if (values.Length == 0)
                throw new ArgumentException($"feature '{columns[f].Name}' has no value");
            fitted._fill[f] = values[values.Length / 2];
            (fitted._low[f], fitted._high[f]) = (values[0], values[^1]);
            var read = rows.Select(r => columns[f].Read(fitted.Clean(f, r[f]))).ToArray();
            fitted._mean[f] = read.Average();
            var deviation = Math.Sqrt(read.Average(v => (v - fitted._mean[f]) * (v - fitted._mean[f])));
            fitted._scale[f] = deviation > 1e-12 ? deviation : 1;
        }

        return fitted;
    }

    /// <summary>Prepares raw rows.</summary>
    public double[][] Apply(double[][] rows) => Array.ConvertAll(rows, Apply);

    /// <summary>Prepares one raw row.</summary>
    public double[] Apply(double[] row)
    {
        var result = new double[row.Length];
        for (var f = 0; f < row.Length; f++)
        {
            double value = Clean(f, row[f]);
            result[f] = _form == FeatureForm.Plain ? value : (_columns[f].Read(value) - _mean[f]) / _scale[f];
        }

        return result;
    }

    /// <summary>Adds the same steps to a graph; returns the name of the prepared features.</summary>
    public string Export(OnnxGraph graph, string raw)
    {
        var filled = graph.Unique("filled");
        graph.Node("Imputer", OnnxGraph.Ml, [raw], [filled], OnnxAttribute.Floats("imputed_value_floats", _fill), OnnxAttribute.Float("replaced_value_float", float.NaN));
        var clamped = graph.Node("Min", [graph.Node("Max", [filled, graph.Constant("low", _low)]), graph.Constant("high", _high)]);
        if (_form == FeatureForm.Plain)
            return clamped;
        // One pass serves all columns: those that stay as they are take log(0 x + 1) = 0 beside themselves.
        var keep = _columns.Select(c => c.Slope == 0 ? 1f : 0f).ToArray();
        var inside = graph.Node("Add", [
            graph.Node("Mul", [clamped, graph.Constant("slope", [.. _columns.Select(c => (float)c.Slope)])]),
            graph.Constant("offset", [.. _columns.Select(c => c.Slope == 0 ? 1f : (float)c.Offset)])]);
        var read = graph.Node("Add", [graph.Node("Mul", [clamped, graph.Constant("keep", keep)]), graph.Node("Log", [inside])]);
        var scaled = graph.Unique("scaled");
        graph.Node(
            "Scaler", OnnxGraph.Ml, [read], [scaled],
            OnnxAttribute.Floats("offset", Array.ConvertAll(_mean, m => (float)m)),
            OnnxAttribute.Floats("scale", Array.ConvertAll(_scale, s => (float)(1 / s))));
        return scaled;
    }

    private float Clean(int f, double value) => double.IsNaN(value) ? _fill[f] : Math.Clamp((float)value, _low[f], _high[f]);
}
