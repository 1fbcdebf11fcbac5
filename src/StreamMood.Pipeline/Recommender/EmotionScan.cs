using System.Buffers.Text;
using StreamMood.Mood;

namespace StreamMood.Pipeline.Recommender;

/// <summary>
/// Reads an emotion event that is laid out as our own serializer lays it out: property by property in that order, no spaces,
/// nothing escaped. That takes a third of what a tokenizer needs. Whatever is laid out otherwise is not refused but left to
/// <see cref="EmotionSampleReader"/>, which takes any JSON; what both read is the same.
/// </summary>
internal ref struct EmotionScan(ReadOnlySpan<byte> json)
{
    private const int MostDigits = 7;
    private static readonly float[] Powers = [1f, 1e1f, 1e2f, 1e3f, 1e4f, 1e5f, 1e6f, 1e7f];

    private readonly ReadOnlySpan<byte> _json = json;
    private int _at;

    /// <summary>Camera id.</summary>
    public ReadOnlySpan<byte> Camera { get; private set; }

    /// <summary>Frame id.</summary>
    public ReadOnlySpan<byte> Frame { get; private set; }

    /// <summary>The detector's name and version.</summary>
    public ReadOnlySpan<byte> Detector { get; private set; }

    /// <summary>The classifier's name and version.</summary>
    public ReadOnlySpan<byte> Emotion { get; private set; }

    /// <summary>Reads the event; time and faces go into the sample.</summary>
    /// <returns>False when it is laid out otherwise; then the sample holds nothing of use.</returns>
    public bool TryRead(EmotionSample sample)
    {
        if (!(Is("{\"camera\":"u8) && TryText(out var camera) && Is(",\"frame\":"u8) && TryText(out var frame)
            && Is(",\"capturedAt\":\""u8) && TryTime(out var ticks)
            && Is("\",\"width\":"u8) && TrySkipNumber() && Is(",\"height\":"u8) && TrySkipNumber() && Is(",\"faces\":["u8)))
            return false;
        Camera = camera;
        Frame = frame;
        sample.Ticks = ticks;
        sample.HasFaces = true;
        if (!Is("]"u8))
        {
            do
            {
                if (!TryFace(ref sample.AddFace()))
                    return false;
            }
            while (Is(","u8));
            if (!Is("]"u8))
                return false;
        }

        if (!(Is(",\"models\":{\"detector\":"u8) && TryText(out var detector) && Is(",\"emotion\":"u8) && TryText(out var emotion) && Is("}}"u8)))
            return false;
        Detector = detector;
        Emotion = emotion;
        return _at == _json.Length;
    }

    private bool TryFace(ref FaceSample face)
    {
        if (!(Is("{\"track\":"u8) && TryInteger(out var track) && Is(",\"box\":["u8) && TrySkipNumber() && Is(","u8) && TrySkipNumber()
            && Is(","u8) && TryNumber(out var width) && Is(","u8) && TryNumber(out var height)
            && Is("],\"score\":"u8) && TryNumber(out var score) && Is(",\"landmarks\":[["u8)))
            return false;
        for (var i = 0; i < 5; i++)
            if ((i > 0 && !Is("],["u8)) || !TrySkipNumber() || !Is(","u8) || !TrySkipNumber())
                return false;
        if (!(Is("]],\"emotions\":{\"neutral\":"u8) && TryNumber(out face.Emotions.Span[0])
            && Is(",\"happiness\":"u8) && TryNumber(out face.Emotions.Span[1]) && Is(",\"surprise\":"u8) && TryNumber(out face.Emotions.Span[2])
            && Is(",\"sadness\":"u8) && TryNumber(out face.Emotions.Span[3]) && Is(",\"anger\":"u8) && TryNumber(out face.Emotions.Span[4])
            && Is(",\"disgust\":"u8) && TryNumber(out face.Emotions.Span[5]) && Is(",\"fear\":"u8) && TryNumber(out face.Emotions.Span[6])
            && Is(",\"contempt\":"u8) && TryNumber(out face.Emotions.Span[7]) && Is("},\"label\":"u8) && TryText(out _)
            && Is(",\"valence\":"u8) && TryNumber(out var valence) && Is(",\"arousal\":"u8) && TryNumber(out var arousal)
            && Is(",\"confidence\":"u8) && TryNumber(out var confidence) && Is(",\"quality\":"u8) && TryNumber(out var quality)))
            return false;
        if (Is(",\"sharpness\":"u8))
        {
            if (!TryNumber(out var sharpness))
                return false;
            face.Sharpness = sharpness;
        }

        if (!Is("}"u8))
            return false;
        (face.Track, face.Width, face.Height, face.Score) = (track, width, height, score);
        (face.Valence, face.Arousal, face.Confidence, face.Quality) = (valence, arousal, confidence, quality);
        return true;
    }

    private bool Is(ReadOnlySpan<byte> expected)
    {
        if (!_json[_at..].StartsWith(expected))
            return false;
        _at += expected.Length;
        return true;
    }

    // Plain ASCII only: what is escaped, or wants to be checked for being UTF-8, goes the other way.
    private bool TryText(out ReadOnlySpan<byte> text)
    {
        text = default;
        if (!Is("\""u8))
            return false;
        var rest = _json[_at..];
        var length = rest.IndexOf((byte)'"');
        if (length < 0 || rest[..length].ContainsAnyExceptInRange((byte)' ', (byte)'~') || rest[..length].Contains((byte)'\\'))
            return false;
        text = rest[..length];
        _at += length + 1;
        return true;
    }

    // 2026-01-02T03:04:05, up to seven digits of a second, and Z or +00:00.
    private bool TryTime(out long ticks)
    {
        ticks = 0;
        var rest = _json[_at..];
        const int seconds = 19;
        if (rest.Length < seconds + 2 || !Digits(rest, 0, 4, out var year) || rest[4] != '-' || !Digits(rest, 5, 2, out var month) || rest[7] != '-'
            || !Digits(rest, 8, 2, out var day) || rest[10] != 'T' || !Digits(rest, 11, 2, out var hour) || rest[13] != ':'
            || !Digits(rest, 14, 2, out var minute) || rest[16] != ':' || !Digits(rest, 17, 2, out var second))
            return false;
        if (year is < 1 or > 9998 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
            return false;
        var at = seconds;
        long fraction = 0;
        if (rest[at] == '.')
        {
            var scale = TimeSpan.TicksPerSecond;
            for (at++; at < rest.Length && char.IsAsciiDigit((char)rest[at]); at++)
            {
                if ((scale /= 10) == 0)
                    return false;
                fraction += (rest[at] - '0') * scale;
            }

            if (at == seconds + 1)
                return false;
        }

        if (rest[at..].StartsWith("+00:00"u8))
            at += 6;
        else if (rest[at..].StartsWith("Z"u8))
            at++;
        else
            return false;
        ticks = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).Ticks + fraction;
        _at += at;
        return true;
    }

    private static bool Digits(ReadOnlySpan<byte> text, int at, int count, out int value)
    {
        value = 0;
        for (var end = at + count; at < end; at++)
        {
            var digit = text[at] - '0';
            if ((uint)digit > 9)
                return false;
            value = value * 10 + digit;
        }

        return true;
    }

    private bool TryInteger(out int value)
    {
        var first = _at;
        value = 0;
        while (_at < _json.Length && (uint)(_json[_at] - '0') <= 9)
            value = value * 10 + (_json[_at++] - '0');
        return _at - first == 1 || (_at - first is > 1 and <= 9 && _json[first] != '0');
    }

    private bool TrySkipNumber() => TryNumber(out _);

    // As the other reader: up to seven digits are exact as float, and one division by a power of ten rounds correctly (Clinger 1990).
    private bool TryNumber(out float number)
    {
        number = 0;
        var at = _at;
        var json = _json;
        var negative = at < json.Length && json[at] == '-';
        if (negative)
            at++;
        var first = at;
        var value = 0;
        while (at < json.Length && (uint)(json[at] - '0') <= 9)
            value = value * 10 + (json[at++] - '0');
        var whole = at - first;
        if (whole == 0 || (whole > 1 && json[first] == '0'))
            return false;
        var fraction = 0;
        if (at < json.Length && json[at] == '.')
        {
            var point = ++at;
            while (at < json.Length && (uint)(json[at] - '0') <= 9)
                value = value * 10 + (json[at++] - '0');
            fraction = at - point;
            if (fraction == 0)
                return false;
        }

        var exponent = at < json.Length && (json[at] | 0x20) == 'e';
        if (exponent)
        {
            if (++at < json.Length && json[at] is (byte)'+' or (byte)'-')
                at++;
            var digits = at;
            while (at < json.Length && (uint)(json[at] - '0') <= 9)
                at++;
            if (at == digits)
                return false;
        }

        // Anything that does not belong here is seen by whoever wants what follows.
        _at = at;
        if (exponent || whole + fraction > MostDigits)
            return Utf8Parser.TryParse(json[(negative ? first - 1 : first)..at], out number, out _);
        number = value / Powers[fraction];
        if (negative)
            number = -number;
        return true;
    }
}
