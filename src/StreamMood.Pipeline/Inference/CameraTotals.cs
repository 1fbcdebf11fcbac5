namespace StreamMood.Pipeline.Inference;

/// <summary>What a worker has read from one camera. Thread-safe.</summary>
public sealed class CameraTotals
{
    private long _frames;
    private long _withFaces;
    private long _faces;
    private long _tooOld;
    private long _superseded;
    private long _dead;
    private int _lastFaces;
    private long _lastAge;

    /// <summary>Frames with an acknowledged emotion event.</summary>
    public long Frames => Interlocked.Read(ref _frames);

    /// <summary>Those with at least one face.</summary>
    public long FramesWithFaces => Interlocked.Read(ref _withFaces);

    /// <summary>Faces in them.</summary>
    public long Faces => Interlocked.Read(ref _faces);

    /// <summary>Frames skipped because they were too old.</summary>
    public long SkippedForAge => Interlocked.Read(ref _tooOld);

    /// <summary>Frames skipped under overload.</summary>
    public long SkippedForOverload => Interlocked.Read(ref _superseded);

    /// <summary>Frames sent to dead letters.</summary>
    public long DeadLetters => Interlocked.Read(ref _dead);

    /// <summary>Frames skipped or sent to dead letters.</summary>
    public long NotInferred => SkippedForAge + SkippedForOverload + DeadLetters;

    /// <summary>Faces in the last one with an event.</summary>
    public int LastFaces => Volatile.Read(ref _lastFaces);

    /// <summary>From capture to acknowledged event of the last one.</summary>
    public TimeSpan LastAge => TimeSpan.FromTicks(Interlocked.Read(ref _lastAge));

    internal void AddSkipped(string reason) => Interlocked.Increment(ref reason == InferenceMetrics.Overload ? ref _superseded : ref _tooOld);

    internal void AddDead() => Interlocked.Increment(ref _dead);

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
