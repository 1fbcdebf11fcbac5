namespace StreamMood.Mood.Windows;

/// <summary>
/// Streams in the order in which they were last heard, longest silent first. Linked through the streams themselves, so that
/// moving one to the end costs two pointers and finding silent ones does not look at the others.
/// </summary>
internal sealed class StreamQueue
{
    private KeyedStream? _tail;

    public KeyedStream? Head { get; private set; }

    public void Append(KeyedStream stream)
    {
        stream.Queue = this;
        stream.Previous = _tail;
        stream.Next = null;
        if (_tail is null)
            Head = stream;
        else
            _tail.Next = stream;
        _tail = stream;
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
