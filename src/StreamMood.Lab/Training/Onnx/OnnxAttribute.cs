namespace StreamMood.Lab.Training.Onnx;

/// <summary>A named setting of a node (AttributeProto of onnx.proto3).</summary>
internal sealed class OnnxAttribute
{
    private const int Name = 1, FloatValue = 2, IntValue = 3, TextValue = 4, FloatValues = 7, IntValues = 8, Type = 20;
    private readonly ProtoWriter _proto = new();

    private OnnxAttribute(string name, int type)
    {
        _proto.Text(Name, name);
        _proto.Number(Type, type);
    }

    public static OnnxAttribute Int(string name, long value) => new OnnxAttribute(name, 2).With(p => p.Number(IntValue, value));

    public static OnnxAttribute Float(string name, float value) => new OnnxAttribute(name, 1).With(p => p.Float(FloatValue, value));

    public static OnnxAttribute Text(string name, string value) => new OnnxAttribute(name, 3).With(p => p.Text(TextValue, value));

    public static OnnxAttribute Ints(string name, params ReadOnlySpan<long> values)
    {
        var attribute = new OnnxAttribute(name, 7);
        attribute._proto.Numbers(IntValues, values);
        return attribute;
    }

    public static OnnxAttribute Floats(string name, params ReadOnlySpan<float> values)
    {
        var attribute = new OnnxAttribute(name, 6);
        attribute._proto.Floats(FloatValues, values);
        return attribute;
    }

    public static OnnxAttribute Texts(string name, IEnumerable<string> values)
    {
        var attribute = new OnnxAttribute(name, 8);
        foreach (var value in values)
            attribute._proto.Text(9, value);
        return attribute;
    }

    internal ProtoWriter Proto => _proto;

    private OnnxAttribute With(Action<ProtoWriter> write)
    {
        write(_proto);
        return this;
    }
}
