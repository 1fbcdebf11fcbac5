using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Json;

namespace StreamMood.Lab.Smoothing;

/// <summary>
/// Labelled streams as files: the first line names stream, condition, cast and parts, every other is an emotion event as
/// <c>watch --emotions --json</c> prints it.
/// </summary>
public static class StreamFile
{
    /// <summary>Writes a stream; whoever reads at the same time sees all of it or nothing.</summary>
    public static void Write(string path, LabelledSequence stream)
    {
        var part = path + ".part";
        using (var writer = new StreamWriter(part, append: false, new UTF8Encoding(false)))
        {
            writer.NewLine = "\n";
            writer.WriteLine(JsonSerializer.Serialize(
                new StreamHeader(stream.Name, stream.Condition, stream.Cast, [.. stream.Parts.Select(p => new HeaderPart(p.Start.TotalSeconds, p.End.TotalSeconds, p.Shown.Label(), p.State))]),
                StreamJson.Default.StreamHeader));
            foreach (var value in stream.Events)
                writer.WriteLine(Encoding.UTF8.GetString(EventJson.Write(value)));
        }

        File.Move(part, path, overwrite: true);
    }

    /// <summary>Reads a stream.</summary>
    /// <exception cref="UserErrorException">With file and line when something is wrong.</exception>
    public static LabelledSequence Read(string path)
    {
        var number = 1;
        try
        {
            using var reader = new StreamReader(path);
            var header = JsonSerializer.Deserialize(reader.ReadLine() ?? "", StreamJson.Default.StreamHeader) ?? throw new JsonException("the line is null");
            List<EmotionEvent> events = [];
            while (reader.ReadLine() is { } line)
            {
                number++;
                events.Add(EventJson.ReadEmotion(Encoding.UTF8.GetBytes(line)));
            }

            return new LabelledSequence
            {
                Name = header.Name,
                Condition = header.Condition,
                Cast = header.Cast,
                Parts = [.. header.Parts.Select((p, i) => Part(path, header, p, i))],
                Events = events,
            };
        }
        catch (JsonException e)
        {
            throw new UserErrorException($"{path}:{number}: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{path} cannot be read: {e.Message}", e);
        }
    }

    private static StreamPart Part(string path, StreamHeader header, HeaderPart part, int index)
    {
        var follows = index == 0 ? part.Start == 0 : part.Start == header.Parts[index - 1].End;
        return follows && part.End > part.Start && Emotions.TryParse(part.Shown, out var shown)
            ? new StreamPart(TimeSpan.FromSeconds(part.Start), TimeSpan.FromSeconds(part.End), shown, part.State)
            : throw new UserErrorException($"{path}:1: part {index + 1} must follow the one before it, have a length, and show one of {string.Join(", ", Emotions.Labels)}");
    }
}

/// <summary>The first line of a stream file.</summary>
internal sealed record StreamHeader(string Name, string Condition, int Cast, IReadOnlyList<HeaderPart> Parts);

/// <summary>A part, in seconds since the beginning.</summary>
internal sealed record HeaderPart(double Start, double End, string Shown, MoodState State);

/// <summary>Source-generated JSON of the first line.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(StreamHeader))]
internal sealed partial class StreamJson : JsonSerializerContext;
