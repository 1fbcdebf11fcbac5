using StreamMood.Contracts.Events;
using StreamMood.Pipeline.Camera.Sources;

namespace StreamMood.Pipeline.Camera;

/// <summary>
/// One camera's way out: a slot for the newest frame, and a bounded number of frames handed over and not yet acknowledged. A
/// frame that finds the slot taken replaces the older one. Each frame settles exactly once, as published or dropped, and
/// nothing here waits for the broker. Thread-safe.
/// </summary>
internal sealed class FrameOutbox
{
    private readonly Lock _gate = new();
    private readonly IFrameLane _lane;
    private readonly CameraTally _tally;
    private readonly long _epoch;
    private readonly int _maxInFlight;
    private readonly int _maxFrameBytes;
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<string, DateTimeOffset, bool>? _forbids;
    private CapturedFrame? _waiting;
    private long _sequence;
    private int _inFlight;
    private bool _closing;
    private bool _closed;

    /// <param name="lane">Where frames go.</param>
    /// <param name="tally">The camera's account.</param>
    /// <param name="epoch">The agent's start.</param>
    /// <param name="maxInFlight">Frames handed over and not yet acknowledged.</param>
    /// <param name="maxFrameBytes">Bytes of the largest frame.</param>
    /// <param name="forbids">Whether consent was revoked for a camera's frame of a time; null for never.</param>
    public FrameOutbox(
        IFrameLane lane, CameraTally tally, DateTimeOffset epoch, int maxInFlight, int maxFrameBytes, Func<string, DateTimeOffset, bool>? forbids = null)
    {
        _lane = lane;
        _tally = tally;
        _epoch = epoch.ToUnixTimeMilliseconds();
        _maxInFlight = maxInFlight;
        _maxFrameBytes = maxFrameBytes;
        _forbids = forbids;
    }

    /// <summary>Takes a captured frame.</summary>
    public void Offer(CapturedFrame frame)
    {
        lock (_gate)
        {
            _tally.Capture();
            if (_closing)
            {
                _tally.Drop(DropReason.Stopped);
                return;
            }

            _tally.Revoked = _forbids?.Invoke(_tally.Id, frame.CapturedAt) ?? false;
            if (_tally.Revoked)
            {
                _tally.Drop(DropReason.Consent);
                return;
            }

            if (frame.Jpeg.Length > _maxFrameBytes)
            {
                _tally.Drop(DropReason.TooLarge);
                return;
            }

            if (_waiting is not null)
                _tally.Drop(DropReason.Replaced);
            _waiting = frame with { Consent = _tally.Consent?.Basis };
            Pump();
        }
    }

    /// <summary>Takes note of a frame that was captured and let go before it came here.</summary>
    public void OfferLost(DropReason reason)
    {
        _tally.Capture();
        _tally.Drop(reason);
    }

    /// <summary>Takes no more frames and waits until all have settled; those that have not when the deadline comes count as stopped.</summary>
    /// <returns>Whether all handed over had settled; if not, the producer must not be given time to deliver them after all.</returns>
    public async Task<bool> CloseAsync(CancellationToken deadline)
    {
        lock (_gate)
        {
            _closing = true;
            SignalIfEmpty();
        }

        try
        {
            await _empty.Task.WaitAsync(deadline);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            // What is left is settled below.
        }

        lock (_gate)
        {
            _closed = true;
            var settled = _inFlight == 0;
            _tally.Drop(DropReason.Stopped, _inFlight + (_waiting is null ? 0 : 1));
            _waiting = null;
            _inFlight = 0;
            return settled;
        }
    }

    private void Pump()
    {
        while (_waiting is { } frame && _inFlight < _maxInFlight)
        {
            _waiting = null;
            _inFlight++;
            if (_lane.Send(new FrameId(_tally.Id, _epoch, _sequence++), frame, Settle) is not { } reason)
                continue;
            _inFlight--;
            _tally.Drop(reason);
        }

        SignalIfEmpty();
    }

    private void Settle(DropReason? lost)
    {
        lock (_gate)
        {
            // Counted as stopped already when the deadline came.
            if (_closed)
                return;
            _inFlight--;
            if (lost is { } reason)
                _tally.Drop(reason);
            else
                _tally.Publish();
            Pump();
        }
    }

    private void SignalIfEmpty()
    {
        if (_closing && _waiting is null && _inFlight == 0)
            _empty.TrySetResult();
    }
}
