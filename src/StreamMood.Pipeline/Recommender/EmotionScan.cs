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

    private bool TryNumber(out float number)
    {
        var length = PlainNumber.Read(_json[_at..], out number);
        _at += length;
        return length > 0 || TryAnyNumber(out number);
    }

    private bool TrySkipNumber()
    {
        var length = PlainNumber.Skip(_json[_at..]);
        _at += length;
        return length > 0 || TryAnyNumber(out _);
    }

    // Any other JSON number. What does not belong to it is seen by whoever wants what follows.
    private bool TryAnyNumber(out float number)
    {
        number = 0;
        var first = _at;
        if (Peek() == '-')
            _at++;
        var whole = _at;
        if (!TryDigits() || (_at - whole > 1 && _json[whole] == '0'))
            return false;
        if (Peek() == '.')
        {
            _at++;
            if (!TryDigits())
                return false;
        }

        if ((Peek() | 0x20) == 'e')
        {
            _at++;
            if (Peek() is (byte)'+' or (byte)'-')
                _at++;
            if (!TryDigits())
                return false;
        }

        return Utf8Parser.TryParse(_json[first.._at], out number, out _);
    }

    private readonly byte Peek() => _at < _json.Length ? _json[_at] : (byte)0;

    private bool TryDigits()
    {
        var first = _at;
        while (char.IsAsciiDigit((char)Peek()))
            _at++;
        return _at > first;
    }
}
