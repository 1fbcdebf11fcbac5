namespace StreamMood.Pipeline.Inference;

/// <summary>What a worker has read from one camera. Thread-safe.</summary>
public sealed class CameraTotals
{
    private long _frames;
    private long _withFaces;
    private long _faces;
    private long _notInferred;
    private int _lastFaces;
    private long _lastAge;

    /// <summary>Frames with an acknowledged emotion event.</summary>
    public long Frames => Interlocked.Read(ref _frames);

    /// <summary>Those with at least one face.</summary>
    public long FramesWithFaces => Interlocked.Read(ref _withFaces);

    /// <summary>Faces in them.</summary>
    public long Faces => Interlocked.Read(ref _faces);

    /// <summary>Frames skipped by age or sent to dead letters.</summary>
    public long NotInferred => Interlocked.Read(ref _notInferred);

    /// <summary>Faces in the last one with an event.</summary>
    public int LastFaces => Volatile.Read(ref _lastFaces);

    /// <summary>From capture to acknowledged event of the last one.</summary>
    public TimeSpan LastAge => TimeSpan.FromTicks(Interlocked.Read(ref _lastAge));

    internal void AddNotInferred() => Interlocked.Increment(ref _notInferred);

    internal void Add(int faces, TimeSpan age)
    {
        Interlocked.Increment(ref _frames);
        if (faces > 0)
            Interlocked.Increment(ref _withFaces);
        Interlocked.Add(ref _faces, faces);
        Volatile.Write(ref _lastFaces, faces);
        Interlocked.Exchange(ref _lastAge, age.Ticks);
    }
}
