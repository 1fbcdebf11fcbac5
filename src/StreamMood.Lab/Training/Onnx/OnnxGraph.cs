using System.Runtime.InteropServices;

namespace StreamMood.Lab.Training.Onnx;

/// <summary>
/// An ONNX model under construction (onnx.proto3, IR 8, opset 13 and ai.onnx.ml 3, which ML.NET and scikit-learn's exporters
/// write too). Names that steps ask for are made unique, so that several models can stand in one graph.
/// </summary>
internal sealed class OnnxGraph
{
    /// <summary>Domain of the classical learners' operators.</summary>
    public const string Ml = "ai.onnx.ml";

    private const int FloatType = 1, LongType = 7, TextType = 8;
    private readonly ProtoWriter _graph = new();
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private int _names;

    /// <summary>A name that nothing else has.</summary>
    public string Unique(string name) => $"{name}_{_names++}";

    public OnnxGraph Meta(string key, string value)
    {
        _metadata[key] = value;
        return this;
    }

    /// <summary>A float input; negative sides are dynamic.</summary>
    public void Input(string name, params ReadOnlySpan<long> shape) => _graph.Message(11, ValueInfo(name, FloatType, shape));

    /// <summary>An input of text.</summary>
    public void TextInput(string name, params ReadOnlySpan<long> shape) => _graph.Message(11, ValueInfo(name, TextType, shape));

    /// <summary>A float output.</summary>
    public void Output(string name, params ReadOnlySpan<long> shape) => _graph.Message(12, ValueInfo(name, FloatType, shape));

    /// <summary>An output of whole numbers.</summary>
    public void LongOutput(string name, params ReadOnlySpan<long> shape) => _graph.Message(12, ValueInfo(name, LongType, shape));

    /// <summary>A constant; one dimension without a shape. Returns its unique name.</summary>
    public string Constant(string name, float[] values, params ReadOnlySpan<long> shape) =>
        Tensor(name, FloatType, MemoryMarshal.AsBytes(values.AsSpan()), shape.IsEmpty ? [values.Length] : shape);

    /// <summary>A constant of whole numbers, of one dimension.</summary>
    public string Constant(string name, params long[] values) => Tensor(name, LongType, MemoryMarshal.AsBytes(values.AsSpan()), [values.Length]);

    /// <summary>A node of ONNX proper with one output, whose unique name is returned.</summary>
    public string Node(string op, string[] inputs, params OnnxAttribute[] attributes)
    {
        var output = Unique(op);
        Node(op, "", inputs, [output], attributes);
        return output;
    }

    /// <summary>A node.</summary>
    public void Node(string op, string domain, string[] inputs, string[] outputs, params OnnxAttribute[] attributes)
    {
        var node = new ProtoWriter();
        foreach (var input in inputs)
            node.Text(1, input);
        foreach (var output in outputs)
            node.Text(2, output);
        node.Text(3, Unique(op));
        node.Text(4, op);
        foreach (var attribute in attributes)
            node.Message(5, attribute.Proto);
        node.Text(7, domain);
        _graph.Message(1, node);
    }

    /// <summary>The file.</summary>
    public byte[] ToArray(string name)
    {
        _graph.Text(2, name);
        var model = new ProtoWriter();
        model.Number(1, 8);
        model.Text(2, "StreamMood");
        model.Message(7, _graph);
        foreach (var (domain, version) in (ReadOnlySpan<(string, int)>)[("", 13), (Ml, 3)])
        {
            var opset = new ProtoWriter();
            opset.Text(1, domain);
            opset.Number(2, version);
            model.Message(8, opset);
        }

        foreach (var (key, value) in _metadata)
        {
            var entry = new ProtoWriter();
            entry.Text(1, key);
            entry.Text(2, value);
            model.Message(14, entry);
        }

        return model.ToArray();
    }

    private static ProtoWriter ValueInfo(string name, int element, ReadOnlySpan<long> shape)
    {
        var dimensions = new ProtoWriter();
        foreach (var side in shape)
        {
            var dimension = new ProtoWriter();
            if (side >= 0)
                dimension.Number(1, side);
            else
                dimension.Text(2, $"d{-side}");
            dimensions.Message(1, dimension);
        }

        var tensor = new ProtoWriter();
        tensor.Number(1, element);
        tensor.Message(2, dimensions);
        var type = new ProtoWriter();
        type.Message(1, tensor);
        var info = new ProtoWriter();
        info.Text(1, name);
        info.Message(2, type);
        return info;
    }

    private string Tensor(string name, int element, ReadOnlySpan<byte> raw, ReadOnlySpan<long> shape)
    {
        var unique = Unique(name);
        var tensor = new ProtoWriter();
        foreach (var side in shape)
            tensor.Number(1, side);
        tensor.Number(2, element);
        tensor.Text(8, unique);
        tensor.Bytes(9, raw);
        _graph.Message(5, tensor);
        return unique;
    }
}
