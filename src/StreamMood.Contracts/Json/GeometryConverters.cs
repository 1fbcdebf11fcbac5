using System.Text.Json;
using System.Text.Json.Serialization;
using StreamMood.Contracts.Events;

namespace StreamMood.Contracts.Json;

/// <summary>Writes a box as <c>[x, y, width, height]</c> with a tenth of a pixel.</summary>
public sealed class BoxConverter : JsonConverter<Box>
{
    /// <inheritdoc />
    public override Box Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Span<float> values = stackalloc float[4];
        Numbers.Read(ref reader, values, "box must be [x, y, width, height]");
        return new Box(values[0], values[1], values[2], values[3]);
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, Box value, JsonSerializerOptions options) =>
        Numbers.Write(writer, [value.X, value.Y, value.Width, value.Height]);
}

/// <summary>Writes landmarks as five <c>[x, y]</c> with a tenth of a pixel.</summary>
public sealed class LandmarksConverter : JsonConverter<Landmarks>
{
    private const string Shape = "landmarks must be five [x, y]";

    /// <inheritdoc />
    public override Landmarks Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException(Shape);
        Span<Point> points = stackalloc Point[5];
        Span<float> xy = stackalloc float[2];
        for (var i = 0; i < points.Length; i++)
        {
            if (!reader.Read())
                throw new JsonException(Shape);
            Numbers.Read(ref reader, xy, Shape);
            points[i] = new Point(xy[0], xy[1]);
        }

        if (!reader.Read() || reader.TokenType != JsonTokenType.EndArray)
            throw new JsonException(Shape);
        return new Landmarks(points[0], points[1], points[2], points[3], points[4]);
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, Landmarks value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        ReadOnlySpan<Point> points = [value.RightEye, value.LeftEye, value.Nose, value.RightMouth, value.LeftMouth];
        foreach (var point in points)
            Numbers.Write(writer, [point.X, point.Y]);
        writer.WriteEndArray();
    }
}

/// <summary>Arrays of a fixed length.</summary>
file static class Numbers
{
    public static void Read(ref Utf8JsonReader reader, scoped Span<float> values, string shape)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException(shape);
        for (var i = 0; i < values.Length; i++)
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.Number || !reader.TryGetSingle(out values[i]) || !float.IsFinite(values[i]))
                throw new JsonException(shape);
        }

        if (!reader.Read() || reader.TokenType != JsonTokenType.EndArray)
            throw new JsonException(shape);
    }

    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<float> values)
    {
        writer.WriteStartArray();
        foreach (var value in values)
            writer.WriteNumberValue(Math.Round((decimal)value, 1));
        writer.WriteEndArray();
    }
}
