using StreamMood.Pipeline.Kafka;

namespace StreamMood.Pipeline.Sink;

/// <summary>Runs deliveries: those of a key one after the other, those of different keys at once, so many at most. Thread-safe.</summary>
internal sealed class SinkLanes(int concurrency, Func<SinkEvent, Task<bool>> deliver) : IDisposable
{
    private readonly SemaphoreSlim _free = new(concurrency);
    private readonly Dictionary<string, Queue<(SinkEvent Event, PartitionOffsets Offsets)>> _waiting = new(StringComparer.Ordinal);
    private readonly ManualResetEventSlim _idle = new(true);
    private bool _failed;

    /// <summary>Takes an event. Its offset finishes when it is done; after one that was not, no more of that kind is done either.</summary>
    public void Add(SinkEvent e, PartitionOffsets offsets)
    {
        lock (_waiting)
        {
            if (_waiting.TryGetValue(e.Key, out var queue))
            {
                queue.Enqueue((e, offsets));
                return;
            }

            _waiting[e.Key] = queue = new Queue<(SinkEvent, PartitionOffsets)>([(e, offsets)]);
            _idle.Reset();
            _ = Task.Run(() => WorkAsync(e.Key, queue));
        }
    }

    /// <summary>Waits until nothing is under way.</summary>
    public bool WaitIdle(TimeSpan patience) => _idle.Wait(patience);

    public void Dispose()
    {
        _free.Dispose();
        _idle.Dispose();
    }

    private async Task WorkAsync(string key, Queue<(SinkEvent Event, PartitionOffsets Offsets)> queue)
    {
        while (true)
        {
            (SinkEvent Event, PartitionOffsets Offsets) next;
            lock (_waiting)
            {
                if (_failed)
                    queue.Clear(); // stopping: what waits is read again at the next start
                if (!queue.TryDequeue(out next))
                {
                    _waiting.Remove(key);
                    if (_waiting.Count == 0)
                        _idle.Set();
                    return;
                }
            }

            await _free.WaitAsync();
            bool done;
            try
            {
                done = await deliver(next.Event);
            }
            finally
            {
                _free.Release();
            }

            if (done)
                next.Offsets.Finish(next.Event.Place.Offset.Value);
            else
                lock (_waiting)
                    _failed = true;
        }
    }
}
