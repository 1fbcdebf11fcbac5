namespace StreamMood.Mood.Windows;

/// <summary>
/// Streams in the order in which they were last heard, longest silent first. Linked through the streams themselves, so that
/// moving one to the end costs two pointers and finding silent ones does not look at the others.
/// </summary>
internal sealed class StreamQueue
{
    private KeyedStream? _tail;

    public KeyedStream? Head { get; private set; }

    /// <summary>
    /// Puts a stream behind those that were heard before it. That is the end, but for a while after a restart: where a stream's state is
    /// newer than its partition's, it was heard at a time that the partition has yet to come to again.
    /// </summary>
    public void Append(KeyedStream stream)
    {
        var before = _tail;
        while (before is not null && before.HeardAt > stream.HeardAt)
            before = before.Previous;
        stream.Queue = this;
        stream.Previous = before;
        stream.Next = before is null ? Head : before.Next;
        if (before is null)
            Head = stream;
        else
            before.Next = stream;
        if (stream.Next is null)
            _tail = stream;
        else
            stream.Next.Previous = stream;
    }

    public void Remove(KeyedStream stream)
    {
        if (stream.Previous is null)
            Head = stream.Next;
        else
            stream.Previous.Next = stream.Next;
        if (stream.Next is null)
            _tail = stream.Previous;
        else
            stream.Next.Previous = stream.Previous;
        stream.Queue = null;
    }
}
