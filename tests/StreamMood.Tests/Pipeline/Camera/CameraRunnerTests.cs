using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using StreamMood.Contracts.Events;
using StreamMood.Pipeline.Camera;
using StreamMood.Pipeline.Camera.Sources;

namespace StreamMood.Tests.Pipeline.Camera;

public sealed class CameraRunnerTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly CameraTally _tally = new("cam", TimeProvider.System);

    [Fact]
    public async Task RunAsync_SourceDies_StartsItAgainAfterAPauseAndKeepsTheReason()
    {
        var source = new Source(Frame, new SourceRead(SourceStatus.Failed, default, "cable pulled", CameraErrorKind.Unreachable), Frame, new SourceRead(SourceStatus.Ended));
        var run = Run(source, CancellationToken.None);
        Assert.False(run.IsCompleted);
        Assert.Equal((CameraState.Failed, "cable pulled"), (_tally.State, _tally.Status().LastError));
        Assert.Equal(CameraErrorKind.Unreachable, _tally.Status().LastErrorKind);
        _time.Advance(TimeSpan.FromMilliseconds(500));
        await run;
        Assert.Equal((CameraState.Ended, 2, 2, 1), (_tally.State, _tally.Captured, _tally.Published, _tally.Restarts));
        Assert.True(source.Disposed);
    }

    [Fact]
    public async Task RunAsync_SourceThrows_IsADeathLikeAnyOther()
    {
        var source = new Source(null, Frame, new SourceRead(SourceStatus.Ended));
        var run = Run(source, CancellationToken.None);
        _time.Advance(TimeSpan.FromMilliseconds(500));
        await run;
        Assert.Equal((1, 1), (_tally.Restarts, _tally.Captured));
    }

    [Fact]
    public async Task RunAsync_CancelledWhileWaitingToRestart_EndsQuietly()
    {
        using var cancel = new CancellationTokenSource();
        var source = new Source(new SourceRead(SourceStatus.Failed, default, "gone"));
        var run = Run(source, cancel.Token);
        await cancel.CancelAsync();
        await run;
        Assert.True(source.Disposed);
        Assert.Equal(0, _tally.Restarts);
    }

    [Fact]
    public async Task RunAsync_TooLargeFrame_CountsAsCapturedAndDropped()
    {
        await Run(new Source(new SourceRead(SourceStatus.TooLarge), new SourceRead(SourceStatus.Ended, default, "broke off")), CancellationToken.None);
        Assert.Equal((1, 1), (_tally.Captured, _tally.Dropped(DropReason.TooLarge)));
        var status = _tally.Status();
        Assert.Equal(("broke off", 3, 4), (status.LastError, status.Missed, status.Damaged));
    }

    [Fact]
    public async Task RunAsync_SourceSilent_IsClosedAndStartedAgainAndSaysSo()
    {
        using var cancel = new CancellationTokenSource();
        var source = new Source(Frame, Frame) { Silent = true };
        var run = Run(source, cancel.Token);
        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Equal((CameraState.Live, 0), (_tally.State, source.Closed));
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal((CameraState.Stalled, "no frame for 10 s", 1), (_tally.State, _tally.Status().LastError, source.Closed));
        Assert.Equal(CameraErrorKind.Stalled, _tally.Status().LastErrorKind);
        _time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal((CameraState.Connecting, 1), (_tally.State, _tally.Restarts));

        // And for ever, more slowly each time, up to 30 s.
        for (var i = 0; i < 100; i++)
            _time.Advance(TimeSpan.FromSeconds(20));
        Assert.InRange(_tally.Restarts, 33, 100);
        await cancel.CancelAsync();
        await run;
        Assert.Equal((2, true), (_tally.Captured, source.Disposed));
    }

    [Fact]
    public async Task RunAsync_ReadBreaksAsItIsCancelled_EndsQuietly()
    {
        using var cancel = new CancellationTokenSource();
        var source = new Source { Silent = true, Broken = new IOException("connection reset") };
        var run = Run(source, cancel.Token);
        await cancel.CancelAsync();
        await run;
        Assert.Equal((CameraState.Ended, 0, true), (_tally.State, _tally.Restarts, source.Disposed));
    }

    [Fact]
    public void StallTimeout_SlowCamera_IsThreeIntervals()
    {
        Assert.Equal(TimeSpan.FromSeconds(30), CameraRunner.StallTimeout(TimeSpan.FromSeconds(10), 0.1));
        Assert.Equal(TimeSpan.FromSeconds(10), CameraRunner.StallTimeout(TimeSpan.FromSeconds(10), 10));
    }

    private static SourceRead Frame => new(SourceStatus.Frame, new CapturedFrame([1], DateTimeOffset.UnixEpoch));

    private Task Run(IFrameSource source, CancellationToken cancellationToken) => new CameraRunner(
        source, new FrameOutbox(new OpenLane(), _tally, DateTimeOffset.UnixEpoch, 4, 100), _tally,
        new RestartBackoff(new Random(1)), TimeSpan.FromSeconds(10), _time, NullLogger.Instance).RunAsync(cancellationToken);

    private sealed class Source(params SourceRead?[] reads) : IFrameSource
    {
        private int _next;

        public bool Disposed { get; private set; }

        /// <summary>Whether it waits for ever at its end.</summary>
        public bool Silent { get; init; }

        /// <summary>What a wait that is cancelled ends in; null for the cancellation.</summary>
        public Exception? Broken { get; init; }

        public int Closed { get; private set; }

        public long Missed => 3;

        public long Damaged => 4;

        public ValueTask<SourceRead> ReadAsync(CancellationToken cancellationToken) =>
            Silent && _next == reads.Length ? HangAsync(cancellationToken) : ValueTask.FromResult(reads[_next++] ?? throw new IOException("no such device"));

        public ValueTask CloseAsync()
        {
            Closed++;
            return ValueTask.CompletedTask;
        }

        private async ValueTask<SourceRead> HangAsync(CancellationToken cancellationToken)
        {
            // Ends within the call that cancels, so that the test knows when.
            var never = new TaskCompletionSource<SourceRead>();
            await using (cancellationToken.Register(() => _ = Broken is null ? never.TrySetCanceled(cancellationToken) : never.TrySetException(Broken)))
                return await never.Task;
        }

        public ValueTask DisposeAsync()
        {
            Disposed = true;
            return ValueTask.CompletedTask;
        }
    }

    private sealed class OpenLane : IFrameLane
    {
        public DropReason? Send(FrameId id, CapturedFrame frame, Action<DropReason?> settled)
        {
            settled(null);
            return null;
        }
    }
}
