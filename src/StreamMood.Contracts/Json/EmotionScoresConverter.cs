using System.Text.Json;
using System.Text.Json.Serialization;
using StreamMood.Contracts.Events;

namespace StreamMood.Contracts.Json;

/// <summary>Writes scores as an object from label to probability, rounded to 1e-4; labels left out read as 0, unknown ones are refused.</summary>
public sealed class EmotionScoresConverter : JsonConverter<EmotionScores>
{
    private static readonly JsonEncodedText[] Names = [.. Emotions.Labels.Select(l => JsonEncodedText.Encode(l))];

    /// <inheritdoc />
    public override EmotionScores Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("emotions must be an object from label to probability");
        EmotionScores scores = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var index = Index(ref reader);
            reader.Read();
            var value = reader.GetSingle();
            if (!(value >= 0 && value <= 1))
                throw new JsonException($"the probability of {Emotions.Labels[index]} must lie between 0 and 1");
            scores[index] = value;
        }

        return scores;
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, EmotionScores value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        for (var i = 0; i < Names.Length; i++)
            writer.WriteNumber(Names[i], Math.Round((decimal)value[i], 4));
        writer.WriteEndObject();
    }

    private static int Index(ref Utf8JsonReader reader)
    {
        for (var i = 0; i < Names.Length; i++)
            if (reader.ValueTextEquals(Names[i].EncodedUtf8Bytes))
                return i;
        throw new JsonException($"unknown emotion '{reader.GetString()}'; expected one of {string.Join(", ", Emotions.Labels)}");
    }
}
