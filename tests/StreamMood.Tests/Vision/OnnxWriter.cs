using System.Text;

namespace StreamMood.Tests.Vision;

/// <summary>Writes tiny ONNX files for tests: just enough of the protobuf format (onnx.proto3, IR 8, opset 13).</summary>
internal sealed class OnnxWriter
{
    private readonly List<(int Field, byte[] Value)> _graph = [];
    private readonly Dictionary<string, string> _metadata = [];

    public OnnxWriter Meta(string key, string? value)
    {
        if (value is not null)
            _metadata[key] = value;
        return this;
    }

    /// <summary>A float input; negative sides are dynamic.</summary>
    public OnnxWriter Input(string name, params long[] shape) => Field(11, ValueInfo(name, shape));

    /// <summary>A float output; negative sides are dynamic.</summary>
    public OnnxWriter Output(string name, params long[] shape) => Field(12, ValueInfo(name, shape));

    public OnnxWriter Floats(string name, float[] values, params long[] shape)
    {
        var raw = new byte[values.Length * 4];
        Buffer.BlockCopy(values, 0, raw, 0, raw.Length);
        return Field(5, Tensor(name, 1, raw, shape.Length == 0 ? [values.Length] : shape));
    }

    public OnnxWriter Longs(string name, params long[] values)
    {
        var raw = new byte[values.Length * 8];
        Buffer.BlockCopy(values, 0, raw, 0, raw.Length);
        return Field(5, Tensor(name, 7, raw, [values.Length]));
    }

    public OnnxWriter Node(string op, string[] inputs, string output, params (string Name, long[] Values)[] attributes)
    {
        var node = new MemoryStream();
        foreach (var input in inputs)
            Bytes(node, 1, Encoding.UTF8.GetBytes(input));
        Bytes(node, 2, Encoding.UTF8.GetBytes(output));
        Bytes(node, 4, Encoding.UTF8.GetBytes(op));
        foreach (var (name, values) in attributes)
        {
            var attribute = new MemoryStream();
            Bytes(attribute, 1, Encoding.UTF8.GetBytes(name));
            // An attribute of one value is an int, of several a list of ints.
            foreach (var value in values)
                Number(attribute, values.Length == 1 ? 3 : 8, (ulong)value);
            Number(attribute, 20, values.Length == 1 ? 2u : 7u);
            Bytes(node, 5, attribute.ToArray());
        }

        return Field(1, node.ToArray());
    }

    public string Save(string path)
    {
        var graph = new MemoryStream();
        foreach (var (field, value) in _graph)
            Bytes(graph, field, value);
        Bytes(graph, 2, "test"u8.ToArray());
        var model = new MemoryStream();
        Number(model, 1, 8);
        Bytes(model, 7, graph.ToArray());
        var opset = new MemoryStream();
        Bytes(opset, 1, []);
        Number(opset, 2, 13);
        Bytes(model, 8, opset.ToArray());
        foreach (var (key, value) in _metadata)
        {
            var entry = new MemoryStream();
            Bytes(entry, 1, Encoding.UTF8.GetBytes(key));
            Bytes(entry, 2, Encoding.UTF8.GetBytes(value));
            Bytes(model, 14, entry.ToArray());
        }

        File.WriteAllBytes(path, model.ToArray());
        return path;
    }

    private static byte[] ValueInfo(string name, long[] shape)
    {
        var dimensions = new MemoryStream();
        foreach (var side in shape)
        {
            var dimension = new MemoryStream();
            if (side >= 0)
                Number(dimension, 1, (ulong)side);
            else
                Bytes(dimension, 2, Encoding.UTF8.GetBytes($"d{-side}"));
            Bytes(dimensions, 1, dimension.ToArray());
        }

        var tensor = new MemoryStream();
        Number(tensor, 1, 1);
        Bytes(tensor, 2, dimensions.ToArray());
        var type = new MemoryStream();
        Bytes(type, 1, tensor.ToArray());
        var info = new MemoryStream();
        Bytes(info, 1, Encoding.UTF8.GetBytes(name));
        Bytes(info, 2, type.ToArray());
        return info.ToArray();
    }

    private static byte[] Tensor(string name, uint type, byte[] raw, long[] shape)
    {
        var tensor = new MemoryStream();
        foreach (var side in shape)
            Number(tensor, 1, (ulong)side);
        Number(tensor, 2, type);
        Bytes(tensor, 8, Encoding.UTF8.GetBytes(name));
        Bytes(tensor, 9, raw);
        return tensor.ToArray();
    }

    private OnnxWriter Field(int number, byte[] value)
    {
        _graph.Add((number, value));
        return this;
    }

    private static void Number(Stream stream, int field, ulong value)
    {
        Varint(stream, (ulong)field << 3);
        Varint(stream, value);
    }

    private static void Bytes(Stream stream, int field, byte[] value)
    {
        Varint(stream, ((ulong)field << 3) | 2);
        Varint(stream, (ulong)value.Length);
        stream.Write(value);
    }

    private static void Varint(Stream stream, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            stream.WriteByte((byte)(value | 0x80));
        stream.WriteByte((byte)value);
    }
}
