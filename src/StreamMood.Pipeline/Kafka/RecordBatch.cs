using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Confluent.Kafka;

namespace StreamMood.Pipeline.Kafka;

/// <summary>
/// Reads many messages at once from a consumer of Confluent.Kafka, straight from librdkafka's memory. The library's own call
/// gives one message at a time and makes a dozen objects of each, its headers above all, which is most of the time that a small
/// event takes. Rebalances and errors are served as by its own call; handlers must not throw. For one thread.
/// </summary>
internal sealed class RecordBatch : IDisposable
{
    private const int Room = 2000;
    private const int CacheLine = 64;
    private const int HeadersLength = 320;
    private const int MostPrefetched = 4096;

    private readonly nint[] _messages = new nint[Room];
    private readonly nint _queue;
    private readonly Dictionary<nint, string> _topics = [];
    private int _count;
    private nint _topicHandle;
    private string _topic = "";
    private bool _plainHeaders = true;

    /// <summary>Reads from a consumer, which stays the caller's and must live longer.</summary>
    public RecordBatch(Handle consumer)
    {
        // Confluent.Kafka keeps the handle to itself; there is one property, and a test that reads through it.
        var handle = typeof(Handle).GetProperty("LibrdkafkaHandle", BindingFlags.NonPublic | BindingFlags.Instance)?.GetValue(consumer) as SafeHandle
            ?? throw new NotSupportedException("this version of Confluent.Kafka hides its handle elsewhere");
        _queue = Librdkafka.ConsumerQueue(handle.DangerousGetHandle());
    }

    /// <summary>Messages in the batch.</summary>
    public int Count => _count;

    /// <summary>Waits for messages and takes what is there, up to 2,000; gives the batch before back.</summary>
    /// <param name="wait">How long to wait for the first.</param>
    /// <param name="most">Take no more than so many.</param>
    public unsafe void Fill(TimeSpan wait, int most = Room)
    {
        Release();
        fixed (nint* messages = _messages)
        {
            // Asked for many it would wait for many; so one is waited for, and then comes what is there.
            var got = Librdkafka.ConsumeBatch(_queue, 0, messages, (nuint)Math.Min(most, Room));
            if (got <= 0)
                got = Librdkafka.ConsumeBatch(_queue, (int)wait.TotalMilliseconds, messages, 1);
            _count = (int)Math.Max(0, got);
        }

        // The client's own call decides: where it sees other headers than lie there, it is asked for each.
        if (_plainHeaders && _count > 0 && ((Librdkafka.Message*)_messages[0])->Error == 0)
            _plainHeaders = PlainHeaders.Agree(_messages[0]);
    }

    /// <summary>A message of the batch; valid until the next <see cref="Fill"/>.</summary>
    public unsafe Record this[int index]
    {
        get
        {
            var message = (Librdkafka.Message*)_messages[index];
            Prefetch(index);
            if (message->Topic == 0)
                return new Record { Topic = "", Error = new Error((ErrorCode)message->Error), Message = _messages[index] };
            var topic = _topic;
            if (message->Topic != _topicHandle)
            {
                if (!_topics.TryGetValue(message->Topic, out topic))
                    _topics.Add(message->Topic, topic = Marshal.PtrToStringUTF8(Librdkafka.TopicName(message->Topic))!);
                (_topicHandle, _topic) = (message->Topic, topic);
            }

            return new Record
            {
                Topic = topic,
                Partition = message->Partition,
                Offset = message->Offset,
                Key = new ReadOnlySpan<byte>((void*)message->Key, (int)message->KeyLength),
                Value = message->Error == 0 ? new ReadOnlySpan<byte>((void*)message->Payload, (int)message->Length) : default,
                Error = message->Error == 0 ? null : new Error((ErrorCode)message->Error),
                Message = _messages[index],
                HasPlainHeaders = _plainHeaders,
            };
        }
    }

    /// <summary>A header's value, the last of that name; empty when there is none. The client makes an object of each header for it.</summary>
    public static unsafe ReadOnlySpan<byte> Header(nint message, string name) =>
        Librdkafka.MessageHeaders(message, out var headers) == 0 && Librdkafka.LastHeader(headers, name, out var value, out var length) == 0
            ? new ReadOnlySpan<byte>((void*)value, (int)length)
            : default;

    /// <summary>Gives messages and queue back.</summary>
    public void Dispose()
    {
        Release();
        Librdkafka.DestroyQueue(_queue);
    }

    // Another thread, often on another core, has received them: while one is worked on, the next comes into the cache. It lies in
    // one piece, key, value, headers; where to is known once the client's message is there, so that comes another one earlier.
    private unsafe void Prefetch(int index)
    {
        if (!Sse.IsSupported)
            return;
        if (index + 2 < _count)
            Sse.Prefetch0((void*)_messages[index + 2]);
        if (index + 1 >= _count)
            return;
        var next = (Librdkafka.Message*)_messages[index + 1];
        var end = (byte*)next->Payload + Math.Min((long)next->Length + HeadersLength, MostPrefetched);
        for (var at = (byte*)next->Payload; at < end; at += CacheLine)
            Sse.Prefetch0(at);
    }

    private void Release()
    {
        for (var i = 0; i < _count; i++)
            Librdkafka.DestroyMessage(_messages[i]);
        _count = 0;
    }

    /// <summary>A message, or an error in its place.</summary>
    public readonly ref struct Record
    {
        /// <summary>Topic; empty for an error of the client itself.</summary>
        public string Topic { get; init; }

        /// <summary>Partition.</summary>
        public int Partition { get; init; }

        /// <summary>Offset.</summary>
        public long Offset { get; init; }

        /// <summary>Key; empty when there is none.</summary>
        public ReadOnlySpan<byte> Key { get; init; }

        /// <summary>Value; empty when there is none.</summary>
        public ReadOnlySpan<byte> Value { get; init; }

        /// <summary>What went wrong; null for a message.</summary>
        public Error? Error { get; init; }

        /// <summary>The client's message.</summary>
        public nint Message { get; init; }

        /// <summary>Whether <see cref="PlainHeaders"/> may look for headers.</summary>
        public bool HasPlainHeaders { get; init; }

        /// <summary>A header's value, the last of that name; empty when there is none.</summary>
        /// <param name="name">The name, ASCII.</param>
        public ReadOnlySpan<byte> Header(string name) =>
            HasPlainHeaders && PlainHeaders.TryFind(Message, name, out var value) ? value : RecordBatch.Header(Message, name);
    }
}
