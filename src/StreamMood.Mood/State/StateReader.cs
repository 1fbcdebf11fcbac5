using System.Buffers.Binary;
using System.Text;

namespace StreamMood.Mood.State;

/// <summary>Reads what <see cref="StateWriter"/> wrote. Anything that does not fit is a <see cref="StateException"/>, never garbage.</summary>
public ref struct StateReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Whether everything has been read.</summary>
    public readonly bool AtEnd => _rest.IsEmpty;

    /// <summary>One byte.</summary>
    public byte Byte() => Bytes(1)[0];

    /// <summary>A whole number.</summary>
    public long Number()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Byte();
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
                return (long)(value >> 1) ^ -(long)(value & 1);
        }

        throw new StateException("a number is longer than 64 bits");
    }

    /// <summary>A number of things, each at least a byte long.</summary>
    public int Count()
    {
        var count = Number();
        return count >= 0 && count <= _rest.Length ? (int)count : throw new StateException("a count is out of range");
    }

    /// <summary>Raw bytes.</summary>
    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count < 0 || count > _rest.Length)
            throw new StateException("it is cut short");
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    /// <summary>All that is left.</summary>
    public ReadOnlySpan<byte> Rest() => Bytes(_rest.Length);

    /// <summary>Text, or null.</summary>
    public string? Text()
    {
        var length = Number();
        return length < 0 ? null : Encoding.UTF8.GetString(Bytes(length <= _rest.Length ? (int)length : -1));
    }

    /// <summary>The next section.</summary>
    public byte Section(out StateReader content)
    {
        var section = Byte();
        content = new StateReader(Bytes(BinaryPrimitives.ReadInt32LittleEndian(Bytes(4))));
        return section;
    }
}

/// <summary>State that cannot be read; the message says why in one line.</summary>
public sealed class StateException : Exception
{
    /// <summary>State that cannot be read.</summary>
    public StateException()
        : this("it is damaged")
    {
    }

    /// <summary>State that cannot be read for a reason.</summary>
    public StateException(string reason)
        : base(reason)
    {
    }

    /// <summary>State that cannot be read for a reason.</summary>
    public StateException(string reason, Exception inner)
        : base(reason, inner)
    {
    }
}
