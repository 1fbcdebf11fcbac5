using Microsoft.Extensions.Logging;
using StreamMood.Pipeline.Camera.Sources;

namespace StreamMood.Pipeline.Camera;

/// <summary>Runs one camera: reads its source, offers each frame, and starts the source again when it dies, without touching other cameras.</summary>
internal sealed class CameraRunner
{
    // A source that worked this long and then dies is no longer in the trouble it had before.
    private const int FramesToRecover = 50;

    private readonly IFrameSource _source;
    private readonly FrameOutbox _outbox;
    private readonly CameraTally _tally;
    private readonly RestartBackoff _backoff;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private int _sinceStart;

    public CameraRunner(IFrameSource source, FrameOutbox outbox, CameraTally tally, RestartBackoff backoff, TimeProvider time, ILogger log)
    {
        _source = source;
        _outbox = outbox;
        _tally = tally;
        _backoff = backoff;
        _time = time;
        _log = log;
    }

    /// <summary>Runs until the source ends or the token is cancelled; throws in neither case.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await StepAsync(cancellationToken))
            {
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The agent stops; whatever is in the outbox is its caller's.
        }
        finally
        {
            _tally.State = CameraState.Ended;
            await _source.DisposeAsync();
        }
    }

    private async ValueTask<bool> StepAsync(CancellationToken cancellationToken)
    {
        var read = await ReadAsync(cancellationToken);
        _tally.Look(_source);
        switch (read.Status)
        {
            case SourceStatus.Frame:
                Live();
                _outbox.Offer(read.Frame);
                return true;
            case SourceStatus.TooLarge:
                Live();
                _outbox.OfferTooLarge();
                return true;
            case SourceStatus.Failed:
                await FailedAsync(read.Error ?? "no reason given", cancellationToken);
                return true;
            default:
                End(read.Error);
                return false;
        }
    }

    private async ValueTask<SourceRead> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _source.ReadAsync(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it is: one camera's failure is tried again and said, and stops none of the others.
            return new SourceRead(SourceStatus.Failed, default, e.Message.Split('\n')[0]);
        }
    }

    private void Live()
    {
        if (++_sinceStart == FramesToRecover)
            _backoff.Reset();
        if (_tally.State == CameraState.Live)
            return;
        _tally.State = CameraState.Live;
        _log.CameraLive(_tally.Id);
    }

    private async Task FailedAsync(string error, CancellationToken cancellationToken)
    {
        _sinceStart = 0;
        _tally.State = CameraState.Failed;
        _tally.Fail(error);
        var wait = _backoff.Next();
        _log.CameraDied(_tally.Id, error, wait.TotalSeconds);
        await Task.Delay(wait, _time, cancellationToken);
        _tally.Restart();
        _tally.State = CameraState.Connecting;
    }

    private void End(string? error)
    {
        if (error is null)
        {
            _log.CameraEnded(_tally.Id);
            return;
        }

        _tally.Fail(error);
        _log.CameraBroke(_tally.Id, error);
    }
}
