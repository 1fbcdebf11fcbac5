namespace StreamMood.Pipeline.Inference;

/// <summary>What a worker has read from one camera. Thread-safe.</summary>
public sealed class CameraTotals
{
    private long _frames;
    private long _faces;
    private int _lastFaces;
    private long _lastAge;

    /// <summary>Frames with an acknowledged emotion event.</summary>
    public long Frames => Interlocked.Read(ref _frames);

    /// <summary>Faces in them.</summary>
    public long Faces => Interlocked.Read(ref _faces);

    /// <summary>Faces in the last one.</summary>
    public int LastFaces => Volatile.Read(ref _lastFaces);

    /// <summary>From capture to acknowledged event of the last one.</summary>
    public TimeSpan LastAge => TimeSpan.FromTicks(Interlocked.Read(ref _lastAge));

    internal void Add(int faces, TimeSpan age)
    {
        Interlocked.Increment(ref _frames);
        Interlocked.Add(ref _faces, faces);
        Volatile.Write(ref _lastFaces, faces);
        Interlocked.Exchange(ref _lastAge, age.Ticks);
    }
}
