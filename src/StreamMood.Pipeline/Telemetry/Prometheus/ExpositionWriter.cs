using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace StreamMood.Pipeline.Telemetry.Prometheus;

/// <summary>UTF-8 text of the exposition formats in a buffer that is kept from scrape to scrape. Not thread-safe.</summary>
internal sealed class ExpositionWriter
{
    private const int Number = 32;
    private byte[] _buffer = new byte[64 * 1024];
    private int _length;

    /// <summary>What was written since <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _length);

    public void Clear() => _length = 0;

    public ExpositionWriter Put(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(Room(utf8.Length));
        _length += utf8.Length;
        return this;
    }

    public ExpositionWriter Put(string text)
    {
        _length += Encoding.UTF8.GetBytes(text, Room(3 * text.Length));
        return this;
    }

    /// <summary>A HELP text: backslash and line feed are escaped; in OpenMetrics quotes too.</summary>
    public ExpositionWriter PutHelp(string text, bool quotes) => PutEscaped(text, quotes);

    /// <summary>A label's value: backslash, line feed and quotes are escaped.</summary>
    public ExpositionWriter PutValue(string text) => PutEscaped(text, quotes: true);

    public ExpositionWriter Put(long value)
    {
        Utf8Formatter.TryFormat(value, Room(Number), out var written);
        _length += written;
        return this;
    }

    /// <summary>A number; <paramref name="point"/> writes whole ones as 5.0, which OpenMetrics wants of bucket bounds.</summary>
    public ExpositionWriter Put(double value, bool point = false)
    {
        if (double.IsPositiveInfinity(value))
            return Put("+Inf"u8);
        if (double.IsNegativeInfinity(value))
            return Put("-Inf"u8);
        if (double.IsNaN(value))
            return Put("NaN"u8);
        value.TryFormat(Room(Number), out var written, "R", CultureInfo.InvariantCulture);
        var whole = point && value == Math.Floor(value) && !_buffer.AsSpan(_length, written).Contains((byte)'E');
        _length += written;
        return whole ? Put(".0"u8) : this;
    }

    private ExpositionWriter PutEscaped(string text, bool quotes)
    {
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('\\' or '\n') && !(quotes && text[i] == '"'))
                continue;
            PutPart(text, start, i);
            Put(text[i] switch { '\\' => @"\\"u8, '\n' => @"\n"u8, _ => "\\\""u8 });
            start = i + 1;
        }

        PutPart(text, start, text.Length);
        return this;
    }

    private void PutPart(string text, int from, int to) =>
        _length += Encoding.UTF8.GetBytes(text.AsSpan(from, to - from), Room(3 * (to - from)));

    private Span<byte> Room(int bytes)
    {
        if (_buffer.Length - _length < bytes)
            Array.Resize(ref _buffer, Math.Max(2 * _buffer.Length, _length + bytes));
        return _buffer.AsSpan(_length);
    }
}
