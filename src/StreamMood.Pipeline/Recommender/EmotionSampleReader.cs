using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using StreamMood.Contracts.Events;
using StreamMood.Mood;

namespace StreamMood.Pipeline.Recommender;

/// <summary>
/// Reads the JSON of an emotion event into a sample that is used again and again: what the windows need and nothing else, and
/// nothing allocated but the names of cameras and models when they are new. What it leaves out is not checked. For one thread.
/// </summary>
internal sealed class EmotionSampleReader
{
    private const int MostDigits = 7;
    private static readonly float[] Powers = [1f, 1e1f, 1e2f, 1e3f, 1e4f, 1e5f, 1e6f, 1e7f];

    private readonly Utf8Names _cameras = new();
    private readonly Utf8Names _texts = new();
    private ModelVersions? _models;

    /// <summary>The event that was read last; for the next call it is another one.</summary>
    public EmotionSample Sample { get; } = new();

    /// <summary>Reads an event.</summary>
    /// <returns>False when the bytes are not an emotion event.</returns>
    public bool TryRead(ReadOnlySpan<byte> json)
    {
        Sample.Clear();
        var scan = new EmotionScan(json);
        if (scan.TryRead(Sample))
        {
            Sample.Camera = _cameras.Get(scan.Camera);
            Sample.Models = Models(_texts.Get(scan.Detector), _texts.Get(scan.Emotion));
            ReadFrame(scan.Frame);
            return true;
        }

        return TryReadAny(json);
    }

    /// <summary>Reads an event however it is laid out.</summary>
    internal bool TryReadAny(ReadOnlySpan<byte> json)
    {
        Sample.Clear();
        try
        {
            var reader = new Utf8JsonReader(json);
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject && ReadEvent(ref reader) && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
        catch (InvalidOperationException)
        {
            return false; // a token of another kind than wanted
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>The text of a key, one object for each key.</summary>
    public string Name(ReadOnlySpan<byte> utf8) => _cameras.Get(utf8);

    private bool ReadEvent(ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> frame = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("camera"u8))
                Sample.Camera = _cameras.Get(Text(ref reader));
            else if (reader.ValueTextEquals("frame"u8))
                frame = Text(ref reader);
            else if (reader.ValueTextEquals("capturedAt"u8))
                Sample.Ticks = ReadTime(ref reader);
            else if (reader.ValueTextEquals("faces"u8))
                ReadFaces(ref reader);
            else if (reader.ValueTextEquals("models"u8))
                ReadModels(ref reader);
            else
                reader.Skip();
        }

        ReadFrame(frame);
        return reader.TokenType == JsonTokenType.EndObject;
    }

    private void ReadFaces(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
            return;
        Expect(reader.TokenType == JsonTokenType.StartArray);
        Sample.HasFaces = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            ref var face = ref Sample.AddFace();
            face.Confidence = face.Quality = face.Valence = face.Arousal = float.NaN; // what is not there is not usable
            if (reader.TokenType == JsonTokenType.Null)
                continue;
            Expect(reader.TokenType == JsonTokenType.StartObject);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                ReadFaceProperty(ref reader, ref face);
        }
    }

    private static void ReadFaceProperty(ref Utf8JsonReader reader, ref FaceSample face)
    {
        if (reader.ValueTextEquals("emotions"u8))
            ReadEmotions(ref reader, ref face);
        else if (reader.ValueTextEquals("confidence"u8))
            face.Confidence = Number(ref reader);
        else if (reader.ValueTextEquals("quality"u8))
            face.Quality = Number(ref reader);
        else if (reader.ValueTextEquals("sharpness"u8))
            face.Sharpness = NumberOrNull(ref reader) ?? FaceSample.Unmeasured;
        else if (reader.ValueTextEquals("valence"u8))
            face.Valence = Number(ref reader);
        else if (reader.ValueTextEquals("arousal"u8))
            face.Arousal = Number(ref reader);
        else if (reader.ValueTextEquals("score"u8))
            face.Score = Number(ref reader);
        else if (reader.ValueTextEquals("track"u8))
        {
            reader.Read();
            face.Track = reader.GetInt32();
        }
        else if (reader.ValueTextEquals("box"u8))
            ReadBox(ref reader, ref face);
        else
            reader.Skip();
    }

    private static void ReadBox(ref Utf8JsonReader reader, ref FaceSample face)
    {
        reader.Read();
        Expect(reader.TokenType == JsonTokenType.StartArray);
        Number(ref reader);
        Number(ref reader);
        face.Width = Number(ref reader);
        face.Height = Number(ref reader);
        Expect(reader.Read() && reader.TokenType == JsonTokenType.EndArray);
    }

    private static void ReadEmotions(ref Utf8JsonReader reader, ref FaceSample face)
    {
        reader.Read();
        Expect(reader.TokenType == JsonTokenType.StartObject);
        var next = 0; // they come in their order, so the next one is nearly always the one
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var emotion = -1;
            for (var i = 0; i < Emotions.Count && emotion < 0; i++)
                if (reader.ValueTextEquals(Labels[(next + i) % Emotions.Count]))
                    emotion = (next + i) % Emotions.Count;
            Expect(emotion >= 0);
            face.Emotions[emotion] = Number(ref reader);
            next = emotion + 1;
        }
    }

    private static readonly byte[][] Labels = [.. Emotions.Labels.Select(Encoding.UTF8.GetBytes)];

    private void ReadModels(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
            return;
        Expect(reader.TokenType == JsonTokenType.StartObject);
        string detector = "", emotion = "";
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("detector"u8))
                detector = _texts.Get(Text(ref reader));
            else if (reader.ValueTextEquals("emotion"u8))
                emotion = _texts.Get(Text(ref reader));
            else
                reader.Skip();
        }

        Sample.Models = Models(detector, emotion);
    }

    private ModelVersions Models(string detector, string emotion) =>
        _models is { } known && known.Detector == detector && known.Emotion == emotion ? known : _models = new ModelVersions(detector, emotion);

    // camera/epoch/sequence
    private void ReadFrame(ReadOnlySpan<byte> frame)
    {
        var camera = Sample.Camera;
        if (camera.Length == 0 || frame.Length <= camera.Length || frame[camera.Length] != '/'
            || !Ascii.Equals(frame[..camera.Length], camera))
            return;
        var rest = frame[(camera.Length + 1)..];
        if (Utf8Parser.TryParse(rest, out long epoch, out var used) && used < rest.Length && rest[used] == '/' && rest[0] != '-' && rest[0] != '+'
            && rest[(used + 1)..] is { IsEmpty: false } last && char.IsAsciiDigit((char)last[0])
            && Utf8Parser.TryParse(last, out long sequence, out used) && used == last.Length)
            (Sample.Epoch, Sample.Sequence) = (epoch, sequence);
    }

    private static long ReadTime(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
            throw new FormatException();
        return reader.TryGetDateTimeOffset(out var time) ? time.UtcTicks : throw new FormatException();
    }

    private static ReadOnlySpan<byte> Text(scoped ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
            return default;
        Expect(reader.TokenType == JsonTokenType.String);
        return reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan;
    }

    // Events hold decimals of a few digits. Up to seven of them, and a power of ten up to 1e7, are exact as float, so that one
    // division rounds correctly (Clinger 1990); the rest goes the long way.
    private static float Number(ref Utf8JsonReader reader)
    {
        reader.Read();
        Expect(reader.TokenType == JsonTokenType.Number);
        var text = reader.ValueSpan;
        var at = text[0] == '-' ? 1 : 0;
        int digits = 0, fraction = 0, value = 0;
        var point = false;
        for (; at < text.Length; at++)
        {
            var c = text[at];
            if (c == '.')
            {
                point = true;
                continue;
            }

            if (c is < (byte)'0' or > (byte)'9' || ++digits > MostDigits)
                return reader.GetSingle();
            value = value * 10 + (c - '0');
            if (point)
                fraction++;
        }

        var number = value / Powers[fraction];
        return text[0] == '-' ? -number : number;
    }

    private static float? NumberOrNull(ref Utf8JsonReader reader)
    {
        var ahead = reader;
        ahead.Read();
        if (ahead.TokenType != JsonTokenType.Null)
            return Number(ref reader);
        reader = ahead;
        return null;
    }

    private static void Expect(bool condition)
    {
        if (!condition)
            throw new FormatException();
    }
}
