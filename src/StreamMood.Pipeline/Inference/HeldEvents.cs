using Confluent.Kafka;

namespace StreamMood.Pipeline.Inference;

/// <summary>
/// Composed events on their way to the client. A worker that keeps up sends each at once. In one that is behind, frames wait far
/// longer than an event would; there events go by the bunch, because a request to the broker carries one partition's events only, and
/// a request for nearly every event costs worker and broker together a tenth of what looking at the frame does. Not thread-safe.
/// </summary>
internal sealed class HeldEvents(TimeProvider time)
{
    /// <summary>Most events held: a worker so quick that it fills this sooner has whole bunches anyway.</summary>
    public const int Most = 256;

    /// <summary>An event whose frame has spent less than this in the worker waits for nothing.</summary>
    public static readonly TimeSpan Behind = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest that an event is held; never longer than its frame has spent in the worker.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(200);

    private readonly List<(FrameWork Work, Message<string, byte[]> Message)> _events = [];
    private long _since;
    private TimeSpan _hold;

    /// <summary>How many there are.</summary>
    public int Count => _events.Count;

    /// <summary>Whether they should go now.</summary>
    public bool AreDue => Count >= Most || (Count > 0 && Left == TimeSpan.Zero);

    /// <summary>How long they may still be held; never negative.</summary>
    public TimeSpan Left => _hold - time.GetElapsedTime(_since) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <summary>Takes a frame's event.</summary>
    public void Add(FrameWork work, Message<string, byte[]> message)
    {
        var now = time.GetTimestamp();
        var hold = Hold(time.GetElapsedTime(work.ReadAt, now));
        if (Count == 0 || hold < _hold - time.GetElapsedTime(_since, now))
            (_since, _hold) = (now, hold);
        _events.Add((work, message));
    }

    /// <summary>Hands all over, in the order they came.</summary>
    public void Release(Action<FrameWork, Message<string, byte[]>> send)
    {
        foreach (var (work, message) in _events)
            send(work, message);
        _events.Clear();
    }

    private static TimeSpan Hold(TimeSpan waited) =>
        waited < Behind ? TimeSpan.Zero : waited < Longest ? waited : Longest;
}
