using StreamMood.Contracts.Events;
using StreamMood.Mood.Smoothing;
using StreamMood.Mood.State;

namespace StreamMood.Mood.Windows;

/// <summary>
/// Sessions: a window lasts from its first event to its last plus the gap, and two that an event joins become one. What is
/// later than the grace is late even when a session would still reach over it; that bounds the frames that must be kept to tell
/// duplicates. A session stands for itself: the filter sees no other.
/// </summary>
internal sealed class SessionWindows(long gap) : KeyWindows
{
    // Beyond the grace frames are told late by their time; within it, at any sane rate, there are far fewer holes than this.
    private const int MostRanges = 256;

    private readonly MoodWindow[] _taken = new MoodWindow[1];
    private long _closedUpTo = long.MinValue;

    /// <inheritdoc />
    public override AddOutcome Add(ReadOnlySpan<FaceSample> faces, FaceVoting voting, long ticks, ModelVersions? models, FrameNumber frame)
    {
        var held = Held;
        var first = 0;
        while (first < held.Length && ticks - held[first].LastTicks >= gap)
            first++;
        var end = first;
        while (end < held.Length && held[end].FirstTicks - ticks < gap)
            end++;
        for (var i = first; i < end; i++)
            if (held[i].Contains(frame))
                return AddOutcome.Duplicate;
        if (ticks < _closedUpTo)
            return AddOutcome.Late;

        if (end == first)
            Insert(first, new MoodWindow(0));
        for (var i = first + 1; i < end; i++)
            held[first].Join(in held[i], frames: true);
        if (end - first > 1)
            Remove(first + 1, end - first - 1);
        ref var session = ref Held[first];
        session.Add(faces, voting, ticks, models, frame);
        session.TrimFrames(MostRanges);
        return AddOutcome.Counted;
    }

    /// <inheritdoc />
    public override bool Closes(long ticks) => ticks > _closedUpTo;

    /// <inheritdoc />
    public override void CloseUpTo(long ticks) => _closedUpTo = Math.Max(_closedUpTo, ticks);

    /// <inheritdoc />
    public override void CloseAll()
    {
        if (Count > 0)
            _closedUpTo = Math.Max(_closedUpTo, Held[^1].LastTicks + gap);
    }

    /// <inheritdoc />
    public override ReadOnlySpan<MoodWindow> TakeClosed()
    {
        if (Count == 0 || Held[0].LastTicks + gap > _closedUpTo)
            return default;
        _taken[0] = Held[0];
        Remove(0, 1);
        return _taken;
    }

    /// <inheritdoc />
    public override long Start(in MoodWindow window) => window.FirstTicks;

    /// <inheritdoc />
    public override long End(in MoodWindow window) => window.LastTicks + gap;

    /// <inheritdoc />
    protected override void WriteOwn(ref StateWriter into) => into.Number(_closedUpTo);

    /// <inheritdoc />
    protected override void ReadOwn(ref StateReader from) => _closedUpTo = from.Number();
}
