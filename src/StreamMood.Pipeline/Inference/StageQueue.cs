using System.Threading.Channels;

namespace StreamMood.Pipeline.Inference;

/// <summary>
/// A bounded channel between two stages that run on threads of their own: stages compute for milliseconds at a stretch, which
/// would starve the thread pool. A full queue holds the stage before it back.
/// </summary>
internal sealed class StageQueue<T>
{
    private readonly Channel<T> _channel;
    private Task<bool>? _waiting;

    public StageQueue(int capacity) =>
        _channel = Channel.CreateBounded<T>(new BoundedChannelOptions(capacity)
        {
            SingleReader = true,
            // A waiting stage is a blocked thread: waking it takes no continuation that could run long in the writer.
            AllowSynchronousContinuations = true,
        });

    /// <summary>Items waiting.</summary>
    public int Depth => _channel.Reader.Count;

    /// <summary>Adds an item, waiting for room. False when cancelled or completed: the item was not taken.</summary>
    public bool Put(T item, CancellationToken cancellationToken)
    {
        try
        {
            while (!_channel.Writer.TryWrite(item))
                if (!_channel.Writer.WaitToWriteAsync(cancellationToken).AsTask().GetAwaiter().GetResult())
                    return false;
            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>No more items will come.</summary>
    public void Complete() => _channel.Writer.TryComplete();

    /// <summary>Takes an item, waiting for one. False when completed and empty. For the one reading thread.</summary>
    public bool Take(out T item) => Take(Timeout.InfiniteTimeSpan, out item);

    /// <summary>Takes an item, waiting for one at most <paramref name="wait"/>. False when none came. For the one reading thread.</summary>
    public bool Take(TimeSpan wait, out T item)
    {
        while (true)
        {
            if (_channel.Reader.TryRead(out item!))
                return true;
            _waiting ??= _channel.Reader.WaitToReadAsync().AsTask();
            if (!_waiting.Wait(wait))
                return false; // the wait itself is kept for the next call
            var more = _waiting.Result;
            _waiting = null;
            if (!more)
                return false;
        }
    }
}
