namespace StreamMood.Pipeline.Camera;

/// <summary>Cancels a read that takes longer than a timeout. One timer as long as reads succeed, pushed back by each. Not thread safe.</summary>
/// <param name="timeout">Longest read.</param>
/// <param name="time">The clock.</param>
/// <param name="stop">Cancels any read.</param>
internal sealed class StallWatch(TimeSpan timeout, TimeProvider time, CancellationToken stop) : IDisposable
{
    private CancellationTokenSource? _stall;
    private CancellationTokenSource? _either;

    /// <summary>Whether the timeout is what ended the read.</summary>
    public bool HasFired => _stall is { IsCancellationRequested: true };

    /// <summary>A read begins.</summary>
    public CancellationToken Begin()
    {
        if (_stall is null || _either is null)
        {
            _stall = new CancellationTokenSource(timeout, time);
            _either = CancellationTokenSource.CreateLinkedTokenSource(stop, _stall.Token);
        }
        else
        {
            _stall.CancelAfter(timeout);
        }

        return _either.Token;
    }

    /// <summary>No read is going on, and what was will not be looked at again.</summary>
    public void Dispose()
    {
        _either?.Dispose();
        _stall?.Dispose();
        (_either, _stall) = (null, null);
    }
}
