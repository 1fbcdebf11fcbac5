using System.Globalization;
using Microsoft.Extensions.Logging;
using StreamMood.Pipeline.Camera.Sources;

namespace StreamMood.Pipeline.Camera;

/// <summary>
/// Runs one camera: reads its source, offers each frame, and starts the source again when it dies or gives nothing for too
/// long, for ever and without touching other cameras.
/// </summary>
internal sealed class CameraRunner
{
    // A source that worked this long and then dies is no longer in the trouble it had before.
    private const int FramesToRecover = 50;

    private readonly IFrameSource _source;
    private readonly FrameOutbox _outbox;
    private readonly CameraTally _tally;
    private readonly RestartBackoff _backoff;
    private readonly TimeSpan _stallTimeout;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private int _sinceStart;
    private string? _said;

    public CameraRunner(
        IFrameSource source, FrameOutbox outbox, CameraTally tally, RestartBackoff backoff, TimeSpan stallTimeout, TimeProvider time, ILogger log)
    {
        _source = source;
        _outbox = outbox;
        _tally = tally;
        _backoff = backoff;
        _stallTimeout = stallTimeout;
        _time = time;
        _log = log;
    }

    /// <summary>How long a camera of a rate may be silent: three of its intervals, and no less than the setting.</summary>
    public static TimeSpan StallTimeout(TimeSpan setting, double fps) => TimeSpan.FromTicks(Math.Max(setting.Ticks, TimeSpan.FromSeconds(3 / fps).Ticks));

    /// <summary>Runs until the source ends or the token is cancelled; throws in neither case.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _tally.State = CameraState.Connecting;
        using var watch = new StallWatch(_stallTimeout, _time, cancellationToken);
        try
        {
            while (await StepAsync(watch, cancellationToken))
            {
            }
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // The agent stops, or the camera was taken out, and a read that is cancelled may end in any error of its connection.
            // Whatever is in the outbox is its caller's.
        }
        finally
        {
            _tally.State = CameraState.Ended;
            await _source.DisposeAsync();
        }
    }

    private async ValueTask<bool> StepAsync(StallWatch watch, CancellationToken cancellationToken)
    {
        var read = await ReadAsync(watch, cancellationToken);
        _tally.Look(_source);
        switch (read.Status)
        {
            case SourceStatus.Frame:
                Live();
                if (_tally.Adaptive?.Passes() ?? true)
                    _outbox.Offer(read.Frame);
                else
                    _outbox.OfferLost(DropReason.Behind);
                return true;
            case SourceStatus.TooLarge:
                Live();
                _outbox.OfferLost(DropReason.TooLarge);
                return true;
            case SourceStatus.Unchanged:
                Live();
                _outbox.OfferLost(DropReason.Unchanged);
                return true;
            case SourceStatus.Failed:
                watch.Dispose();
                await RestartAsync(CameraState.Failed, read.Kind, read.Error ?? "no reason given", cancellationToken);
                return true;
            case SourceStatus.Stalled:
                watch.Dispose();
                await _source.CloseAsync();
                await RestartAsync(CameraState.Stalled, read.Kind, read.Error!, cancellationToken);
                return true;
            default:
                End(read);
                return false;
        }
    }

    private async ValueTask<SourceRead> ReadAsync(StallWatch watch, CancellationToken cancellationToken)
    {
        var damaged = _source.Damaged;
        try
        {
            return await _source.ReadAsync(watch.Begin());
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            if (watch.HasFired)
                return Silence(_source.Damaged - damaged);

            // Whatever it is: one camera's failure is tried again and said, and stops none of the others.
            await _source.CloseAsync();
            return new SourceRead(SourceStatus.Failed, default, e.Message.Split('\n')[0], SourceErrors.Of(e));
        }
    }

    private SourceRead Silence(long damaged)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture, $"no {(damaged > 0 ? "whole " : "")}frame for {_stallTimeout.TotalSeconds:0.#} s{(damaged > 0 ? $", {damaged} broken ones" : "")}");
        return new SourceRead(SourceStatus.Stalled, default, text, damaged > 0 ? CameraErrorKind.Damaged : CameraErrorKind.Stalled);
    }

    private void Live()
    {
        if (++_sinceStart == FramesToRecover)
        {
            _backoff.Reset();
            _said = null;
        }

        if (_tally.State == CameraState.Live)
            return;
        _tally.State = CameraState.Live;
        _log.CameraLive(_tally.Id);
    }

    private async Task RestartAsync(CameraState state, CameraErrorKind kind, string error, CancellationToken cancellationToken)
    {
        _sinceStart = 0;
        _tally.State = state;
        _tally.Fail(kind, error);
        var wait = _backoff.Next();
        var name = state == CameraState.Stalled ? "stalled" : "died";

        // A camera that stays away for days says so once.
        if (_said == error)
            _log.CameraDiedAgain(_tally.Id, name, error, wait.TotalSeconds);
        else
            _log.CameraDied(_tally.Id, name, error, wait.TotalSeconds);
        _said = error;
        await Task.Delay(wait, _time, cancellationToken);
        _tally.Restart();
        _tally.State = CameraState.Connecting;
    }

    private void End(SourceRead read)
    {
        if (read.Error is not { } error)
        {
            _log.CameraEnded(_tally.Id);
            return;
        }

        _tally.Fail(read.Kind, error);
        _log.CameraBroke(_tally.Id, error);
    }
}
