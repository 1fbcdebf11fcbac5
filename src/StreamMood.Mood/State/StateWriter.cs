using System.Text;

namespace StreamMood.Mood.State;

/// <summary>
/// Writes state as bytes: whole numbers as zigzag base-128 varints (small numbers are short), text as UTF-8 with its length,
/// and sections that carry their length, so that a reader can tell where each ends. The buffer grows and is used again.
/// </summary>
public ref struct StateWriter
{
    private readonly StateBuffer _buffer;

    /// <summary>Begins at the start of a buffer.</summary>
    public StateWriter(StateBuffer buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        _buffer = buffer;
        buffer.Length = 0;
    }

    /// <summary>One byte.</summary>
    public readonly void Byte(byte value) => _buffer.Room(1)[0] = value;

    /// <summary>A whole number, 1 to 10 bytes.</summary>
    public readonly void Number(long value)
    {
        var rest = (ulong)((value << 1) ^ (value >> 63));
        while (rest >= 0x80)
        {
            Byte((byte)(rest | 0x80));
            rest >>= 7;
        }

        Byte((byte)rest);
    }

    /// <summary>Raw bytes of a length that the reader knows.</summary>
    public readonly void Bytes(scoped ReadOnlySpan<byte> value) => value.CopyTo(_buffer.Room(value.Length));

    /// <summary>Text; null reads back as null.</summary>
    public readonly void Text(string? value)
    {
        if (value is null)
        {
            Number(-1);
            return;
        }

        var length = Encoding.UTF8.GetByteCount(value);
        Number(length);
        Encoding.UTF8.GetBytes(value, _buffer.Room(length));
    }

    /// <summary>Opens a section; give the answer to <see cref="End"/>.</summary>
    public readonly int Begin(byte section)
    {
        Byte(section);
        _buffer.Room(4);
        return _buffer.Length;
    }

    /// <summary>Closes a section.</summary>
    public readonly void End(int began) =>
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(_buffer.At(began - 4, 4), _buffer.Length - began);
}

/// <summary>The bytes of a <see cref="StateWriter"/>.</summary>
public sealed class StateBuffer
{
    private byte[] _bytes = new byte[1024];

    /// <summary>What was written; valid until the next writer begins.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    internal int Length { get; set; }

    internal Span<byte> Room(int count)
    {
        if (Length + count > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
        Length += count;
        return _bytes.AsSpan(Length - count, count);
    }

    internal Span<byte> At(int start, int count) => _bytes.AsSpan(start, count);
}
