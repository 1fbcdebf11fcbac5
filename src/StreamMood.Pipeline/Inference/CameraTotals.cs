using StreamMood.Contracts.Events;
using StreamMood.Pipeline.Telemetry;

namespace StreamMood.Pipeline.Inference;

/// <summary>What a worker has read from one camera. Thread-safe.</summary>
public sealed class CameraTotals : ICameraSeries
{
    private const int ConfidenceBins = 10, FacesBins = 6;

    // A face's weight in the mean.
    private const float Share = 0.01f;

    private readonly long[] _expressions = new long[Emotions.Count];
    private readonly CameraDrift _expressionDrift;
    private readonly CameraDrift _confidenceDrift;
    private readonly CameraDrift _facesDrift;
    private float _confidence = float.NaN;
    private float _brightness = float.NaN;
    private long _frames;
    private long _withFaces;
    private long _faces;
    private long _tooOld;
    private long _superseded;
    private long _refused;
    private long _dead;
    private long _replaysRead;
    private long _replaysLeftOut;
    private long _settledBefore;
    private long _leftOutBefore;
    private int _lastFaces;
    private long _lastAge;

    internal CameraTotals(string camera, int number, TelemetryOptions options)
    {
        Label = CameraSeries.LabelOf(camera, number, options.MaxCameras);
        _expressionDrift = new CameraDrift(Emotions.Count, options.Drift);
        _confidenceDrift = new CameraDrift(ConfidenceBins, options.Drift);
        _facesDrift = new CameraDrift(FacesBins, options.Drift);
    }

    /// <inheritdoc />
    KeyValuePair<string, object?> ICameraSeries.Label => Label;

    /// <summary>Frames with an acknowledged emotion event.</summary>
    public long Frames => Interlocked.Read(ref _frames);

    /// <summary>Those with at least one face.</summary>
    public long FramesWithFaces => Interlocked.Read(ref _withFaces);

    /// <summary>Faces in them.</summary>
    public long Faces => Interlocked.Read(ref _faces);

    /// <summary>Frames skipped because they were too old.</summary>
    public long SkippedForAge => Interlocked.Read(ref _tooOld);

    /// <summary>Frames skipped because consent is missing or revoked.</summary>
    public long SkippedForConsent => Interlocked.Read(ref _refused);

    /// <summary>Frames skipped under overload.</summary>
    public long SkippedForOverload => Interlocked.Read(ref _superseded);

    /// <summary>Frames sent to dead letters.</summary>
    public long DeadLetters => Interlocked.Read(ref _dead);

    /// <summary>Frames skipped or sent to dead letters.</summary>
    public long NotInferred => SkippedForAge + SkippedForConsent + SkippedForOverload + DeadLetters;

    /// <summary>Faces in the last one with an event, but for replays.</summary>
    public int LastFaces => Volatile.Read(ref _lastFaces);

    /// <summary>From capture to acknowledged event of the last one, but for replays.</summary>
    public TimeSpan LastAge => TimeSpan.FromTicks(Interlocked.Read(ref _lastAge));

    internal KeyValuePair<string, object?> Label { get; }

    /// <summary>Mean probability of the top expression over the last hundred faces or so; NaN before the first.</summary>
    internal double Confidence => Volatile.Read(ref _confidence);

    /// <summary>Mean luma of the last picture, 0 to 1; NaN before the first.</summary>
    internal double Brightness => Volatile.Read(ref _brightness);

    internal double ExpressionDrift => _expressionDrift.Value();

    internal double ConfidenceDrift => _confidenceDrift.Value();

    internal double FacesDrift => _facesDrift.Value();

    /// <summary>Faces whose most probable expression this was.</summary>
    internal long Expression(Emotion emotion) => Interlocked.Read(ref _expressions[(int)emotion]);

    /// <summary>Takes note of what an event tells. A camera's events come one after the other, from one stage.</summary>
    internal void AddRead(EmotionEvent read, float brightness)
    {
        Volatile.Write(ref _brightness, brightness);
        _facesDrift.Add(Math.Min(read.Faces.Count, FacesBins - 1), read.CapturedAt);
        for (var i = 0; i < read.Faces.Count; i++)
        {
            var face = read.Faces[i];
            var top = face.Emotions.Top;
            Interlocked.Increment(ref _expressions[(int)top]);
            _expressionDrift.Add((int)top, read.CapturedAt);
            _confidenceDrift.Add(Math.Clamp((int)(face.Confidence * ConfidenceBins), 0, ConfidenceBins - 1), read.CapturedAt);
            Volatile.Write(ref _confidence, float.IsNaN(_confidence) ? face.Confidence : _confidence + Share * (face.Confidence - _confidence));
        }
    }

    internal void AddSkipped(string reason, bool isReplay)
    {
        Interlocked.Increment(ref reason == InferenceMetrics.Overload ? ref _superseded : ref reason == InferenceMetrics.Consent ? ref _refused : ref _tooOld);
        if (isReplay && reason != InferenceMetrics.Consent)
            Interlocked.Increment(ref _replaysLeftOut);
    }

    /// <summary>
    /// Frames that settled, and those of them that were left out because the worker is behind, since the last call; for one thread.
    /// Without replays: the camera's agent does not send them, so it could not send fewer.
    /// </summary>
    internal (long Settled, long LeftOut) TakeLoad()
    {
        var leftOut = SkippedForAge + SkippedForOverload - Interlocked.Read(ref _replaysLeftOut);
        var settled = leftOut + Frames - Interlocked.Read(ref _replaysRead) + DeadLetters;
        var load = (settled - _settledBefore, leftOut - _leftOutBefore);
        (_settledBefore, _leftOutBefore) = (settled, leftOut);
        return load;
    }

    internal void AddDead() => Interlocked.Increment(ref _dead);

    internal void Add(int faces, TimeSpan age)
    {
        Count(faces);
        Volatile.Write(ref _lastFaces, faces);
        Interlocked.Exchange(ref _lastAge, age.Ticks);
    }

    /// <summary>Whether <see cref="LastAge"/> is one: replays have none.</summary>
    internal bool HasAge => Frames > Interlocked.Read(ref _replaysRead);

    /// <summary>Takes note of a replayed frame: it says nothing of now.</summary>
    internal void AddReplay(int faces)
    {
        Count(faces);
        Interlocked.Increment(ref _replaysRead);
    }

    private void Count(int faces)
    {
        Interlocked.Increment(ref _frames);
        if (faces > 0)
            Interlocked.Increment(ref _withFaces);
        Interlocked.Add(ref _faces, faces);
    }
}
