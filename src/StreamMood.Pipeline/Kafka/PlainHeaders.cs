using System.Text;

namespace StreamMood.Pipeline.Kafka;

/// <summary>
/// Headers where they lie: in a record of Kafka's message format 2 they follow the value, as a count and then name and value with
/// their lengths, all lengths zigzag varints (https://kafka.apache.org/documentation/#record). The client hands value and
/// headers on as one stretch of what it has received, and its own call makes an object of each header, which costs more than all
/// else that happens to a small event. Older formats have no headers and are not served by Kafka 4.
/// </summary>
internal static class PlainHeaders
{
    private const int MostHeaders = 64;
    private const int MostBytes = 64 * 1024;

    /// <summary>Looks for the last header of a name. False when the record does not look as it should.</summary>
    /// <param name="message">The client's message.</param>
    /// <param name="name">The name, ASCII.</param>
    /// <param name="value">Its value; empty when there is no such header.</param>
    public static unsafe bool TryFind(nint message, string name, out ReadOnlySpan<byte> value)
    {
        value = default;
        var read = (Librdkafka.Message*)message;
        if (read->Payload == 0)
            return false;
        var at = (byte*)read->Payload + read->Length;
        if (!TryLength(ref at, MostHeaders, out var count) || count < 0)
            return false;
        for (; count > 0; count--)
        {
            if (!TryLength(ref at, MostBytes, out var length) || length < 0)
                return false;
            var found = length == name.Length && Ascii.Equals(new ReadOnlySpan<byte>(at, length), name);
            at += length;
            if (!TryLength(ref at, MostBytes, out length))
                return false;
            if (found)
                value = new ReadOnlySpan<byte>(at, Math.Max(0, length));
            at += Math.Max(0, length);
        }

        return true;
    }

    /// <summary>Whether all of a message's headers lie where they should.</summary>
    public static unsafe bool Agree(nint message)
    {
        if (Librdkafka.MessageHeaders(message, out var headers) != 0)
            return false;
        for (nuint i = 0; Librdkafka.HeaderAt(headers, i, out var name, out _, out _) == 0; i++)
        {
            var text = System.Runtime.InteropServices.Marshal.PtrToStringUTF8(name)!;
            if (!TryFind(message, text, out var value) || !value.SequenceEqual(RecordBatch.Header(message, text)))
                return false;
        }

        return true;
    }

    private static unsafe bool TryLength(ref byte* at, int most, out int length)
    {
        // Nearly every length is one byte.
        uint bits = *at;
        if (bits < 0x80)
        {
            at++;
            length = (int)(bits >> 1) ^ -(int)(bits & 1);
            return length >= -1 && length <= most;
        }

        bits = 0;
        length = 0;
        for (var shift = 0; shift < 28; shift += 7)
        {
            var next = *at++;
            bits |= (uint)(next & 0x7F) << shift;
            if (next >= 0x80)
                continue;
            length = (int)(bits >> 1) ^ -(int)(bits & 1);
            return length >= -1 && length <= most;
        }

        return false;
    }
}
