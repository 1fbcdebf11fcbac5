using System.Buffers;
using Confluent.Kafka;

namespace StreamMood.Pipeline.Kafka;

/// <summary>
/// A message's value in a pooled buffer. The client hands a deserialiser a span that lives for the call only; this is the one
/// copy a frame costs. Whoever consumes it disposes it once, and does not touch it afterwards.
/// </summary>
public sealed class PooledBytes : IDisposable
{
    // More than a role ever holds; what is beyond is left to the collector.
    private const int MostSpare = 4096;

    private static readonly SparePool<PooledBytes> Spare = new(MostSpare);

    private byte[]? _buffer;
    private int _length;

    private PooledBytes()
    {
    }

    /// <summary>The bytes.</summary>
    /// <exception cref="ObjectDisposedException">After <see cref="Dispose"/>.</exception>
    public ReadOnlySpan<byte> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(_buffer is null, this);
            return _buffer.AsSpan(0, _length);
        }
    }

    /// <summary>Number of bytes.</summary>
    public int Length => _length;

    /// <summary>Copies <paramref name="bytes"/> into a buffer of the shared pool.</summary>
    public static PooledBytes Copy(ReadOnlySpan<byte> bytes)
    {
        var pooled = Spare.Take() ?? new PooledBytes();
        pooled._buffer = ArrayPool<byte>.Shared.Rent(bytes.Length);
        pooled._length = bytes.Length;
        bytes.CopyTo(pooled._buffer);
        return pooled;
    }

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is not { } buffer)
            return;
        ArrayPool<byte>.Shared.Return(buffer);
        Spare.Give(this);
    }

    /// <summary>Reads a message's value into a pooled buffer; a null value becomes an empty one.</summary>
    internal sealed class Deserializer : IDeserializer<PooledBytes>
    {
        public PooledBytes Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context) => Copy(data);
    }
}
