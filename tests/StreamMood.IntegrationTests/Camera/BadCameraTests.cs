using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using StreamMood.Contracts.Events;
using StreamMood.Pipeline.Camera;
using StreamMood.Pipeline.Camera.Sources;
using StreamMood.Vision.Imaging;

namespace StreamMood.IntegrationTests.Camera;

/// <summary>Cameras that misbehave, run as the agent runs them: each is started again, and one that behaves beside them loses nothing.</summary>
public sealed class BadCameraTests
{
    private static readonly byte[] Good = MjpegCamera.Jpeg();
    private static readonly TimeSpan Patient = Poll.Patience;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    [Fact]
    public async Task HangsMidFrame_IsStalledAndComesBack()
    {
        await using var camera = new MjpegCamera(async c =>
        {
            await c.SendAsync(MjpegCamera.Head);
            if (c.Number > 0)
                await c.PlayAsync(Good, Pace);
            await c.SendAsync(MjpegCamera.Part(Good));
            await c.SendAsync(MjpegCamera.Part(Good)[..^40]);
            await c.HangAsync();
        });
        await using var run = new Run(camera);
        await run.Until(s => s is { Captured: >= 10, State: CameraState.Live, Restarts: >= 1, LastError: "no frame for 0.5 s" });
    }

    [Fact]
    public async Task ConnectsAndSaysNothing_IsStalled()
    {
        await using var camera = new MjpegCamera(c => c.HangAsync());
        await using var run = new Run(camera);
        await run.Until(s => s.Restarts >= 2);
        Assert.Equal((0, "no frame for 0.5 s"), (run.Status.Captured, run.Status.LastError));
        Assert.Contains(run.Status.State, (CameraState[])[CameraState.Stalled, CameraState.Connecting]);
    }

    [Fact]
    public async Task SendsGarbage_IsStalledWithWhatWasBrokenAndHoldsLittle()
    {
        await using var camera = new MjpegCamera(async c =>
        {
            await c.SendAsync(MjpegCamera.Head);
            var noise = new byte[64 * 1024];
            var random = new Random(c.Number);
            while (true)
            {
                random.NextBytes(noise);
                await c.SendAsync(noise);
                await Task.Delay(5, c.Stop);
            }
        });
        await using var run = new Run(camera);
        await run.Until(s => s is { Restarts: >= 1, Damaged: > 0, LastErrorKind: CameraErrorKind.Damaged, LastError: { } e } && e.StartsWith("no whole frame for 0.5 s, ", StringComparison.Ordinal));
        Assert.Equal(0, run.Status.Captured);
    }

    [Fact]
    public async Task DeliversOneByteASecond_IsStalled()
    {
        await using var camera = new MjpegCamera(async c =>
        {
            foreach (var one in Encoding.ASCII.GetBytes(MjpegCamera.Head).Concat(MjpegCamera.Part(Good)))
            {
                await c.SendAsync([one]);
                await Task.Delay(TimeSpan.FromMilliseconds(100), c.Stop);
            }
        });
        await using var run = new Run(camera);
        await run.Until(s => s.Restarts >= 2);
        Assert.Equal(0, run.Status.Captured);
    }

    [Fact]
    public async Task ClosesAtOnce_IsTriedForEver()
    {
        await using var camera = new MjpegCamera(c => c.Number >= 3 ? Play(c) : c.SendAsync(c.Number == 0 ? "" : MjpegCamera.Head));
        await using var run = new Run(camera, stall: Patient);
        await run.Until(s => s.Captured >= 5);
        Assert.InRange(run.Status.Restarts, 2, 3);
        Assert.Equal(($"{camera.Url}: the camera ended the stream", CameraErrorKind.Ended), (run.Status.LastError, run.Status.LastErrorKind));
    }

    [Fact]
    public async Task ChangesResolution_EveryFramePasses()
    {
        await using var camera = new MjpegCamera(async c =>
        {
            await c.SendAsync(MjpegCamera.Head);
            for (var i = 0; ; i++)
            {
                await c.SendAsync(MjpegCamera.Part(i % 2 == 0 ? Good : MjpegCamera.Jpeg(200, 160)));
                await Task.Delay(Pace, c.Stop);
            }
        });
        var masked = new PrivacyMasks([[new(0, 0), new(0.5, 0), new(0.5, 1), new(0, 1)]]);
        await using var run = new Run(camera, c => c with { Masks = masked }, stall: Patient);

        // Of frames that a busy machine hands on in bunches some are thinned out, maybe all of one size.
        await run.Until(s => s.Captured >= 10 && run.Lane.Frames().DistinctBy(f => f.Length).Count() > 1);
        Assert.Equal((0, 0), (run.Status.Restarts, run.Status.Damaged));
        using var decoder = new JpegDecoder(new PictureLimits());
        var picture = new Picture();
        var sizes = new HashSet<int>();
        foreach (var frame in run.Lane.Frames())
        {
            Assert.Equal(StreamMood.Vision.FrameStatus.Ok, decoder.Decode(frame, 1, 0, picture));
            sizes.Add(picture.Width);
            Assert.True(picture.Row(picture.Height / 2)[(picture.Width / 2) - 12] < 40, "the left half is not black");
            Assert.InRange(picture.Row(picture.Height / 2)[^4], 110, 145);
        }

        Assert.Equal([64, 200], sizes.Order());
    }

    [Fact]
    public async Task BrokenFramesBetweenGoodOnes_AreCountedAndNeverSentUnmasked()
    {
        await using var camera = new MjpegCamera(async c =>
        {
            await c.SendAsync(MjpegCamera.Head);
            while (true)
            {
                await c.SendAsync(MjpegCamera.Part(Good[..^40]));
                await c.SendAsync(MjpegCamera.Part(Good));
                await Task.Delay(Pace, c.Stop);
            }
        });
        await using var run = new Run(camera, c => c with { Region = new PictureRegion(0, 0, 0.5, 0.5) }, stall: Patient);
        await run.Until(s => s.Captured >= 10);
        Assert.InRange(run.Status.Damaged, 5, 1000);
        Assert.Equal(0, run.Status.Restarts);
    }

    [Theory]
    [InlineData("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n", "answers 401 Unauthorized", CameraErrorKind.Denied)]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", "answers 503 ServiceUnavailable", CameraErrorKind.Other)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nhi", "answers text/html and not a stream of JPEGs", CameraErrorKind.Unreadable)]
    public async Task AnswersSomethingElse_SaysSoWithoutThePassword(string answer, string error, CameraErrorKind kind)
    {
        await using var camera = new MjpegCamera(c => c.SendAsync(answer));
        await using var run = new Run(camera, user: "lens:s3cr%2Fet@", stall: Patient);
        await run.Until(s => s.LastError is not null);
        Assert.Equal(($"{camera.Url}: {error}", kind), (run.Status.LastError, run.Status.LastErrorKind));
    }

    [Fact]
    public async Task AsksForAPassword_GetsIt()
    {
        await using var camera = new MjpegCamera(async c =>
        {
            if (c.Request.Contains("Authorization: Basic bGVuczpzM2NyL2V0", StringComparison.Ordinal))
            {
                await Play(c);
                return;
            }

            c.KeepAlive = true;
            await c.SendAsync("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"cam\"\r\nContent-Length: 0\r\n\r\n");
        });
        await using var run = new Run(camera, user: "lens:s3cr%2Fet@", stall: Patient);
        await run.Until(s => s.Captured >= 3);
    }

    [Fact]
    public async Task AsksForADigest_GetsIt()
    {
        await using var camera = new MjpegCamera(async c =>
        {
            if (c.Request.Contains("Authorization: Digest username=\"lens\"", StringComparison.Ordinal))
            {
                await Play(c);
                return;
            }

            c.KeepAlive = true;
            await c.SendAsync("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Digest realm=\"cam\", nonce=\"abc\", qop=\"auth\", algorithm=MD5\r\nContent-Length: 0\r\n\r\n");
        });
        await using var run = new Run(camera, user: "lens:s3cret@", stall: Patient);
        await run.Until(s => s.Captured >= 3);
    }

    [Fact]
    public async Task NobodyListens_FailsAndNamesTheAddressOnly()
    {
        const string url = "http://127.0.0.1:1/video"; // no test is given this port
        await using var run = new Run(url.Replace("//", "//lens:s3cret@", StringComparison.Ordinal), c => c, stall: Patient);
        await run.Until(s => s.Restarts >= 1);
        Assert.StartsWith(url + ": Connection refused", run.Status.LastError, StringComparison.Ordinal);
        Assert.Equal(CameraErrorKind.Unreachable, run.Status.LastErrorKind);
        Assert.DoesNotContain("s3cret", run.Status.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FasterThanAsked_IsThinned()
    {
        await using var camera = new MjpegCamera(Play);
        var started = TimeProvider.System.GetTimestamp();
        await using var run = new Run(camera, c => c with { Fps = 2 }, stall: Patient);
        await run.Until(s => s.Captured >= 4);
        var captured = run.Status.Captured;
        Assert.True(captured <= (2 * TimeProvider.System.GetElapsedTime(started).TotalSeconds) + 2, $"{captured} came too soon");
        Assert.All(run.Lane.Frames(), f => Assert.Equal(Good, f));
    }

    [Fact]
    public async Task StillRoom_SendsOneFrameASecondAndCountsTheRest()
    {
        await using var camera = new MjpegCamera(Play);
        var started = TimeProvider.System.GetTimestamp();
        await using var run = new Run(camera, c => c with { Motion = 0.01, Fps = 30 }, stall: Patient);
        await run.Until(s => s.Captured >= 30);
        await run.StopAsync();
        Assert.InRange((double)run.Status.Published, 1, TimeProvider.System.GetElapsedTime(started).TotalSeconds + 2);
        Assert.Equal(run.Status.Captured, run.Status.Published + run.Tally.Dropped(DropReason.Unchanged));
    }

    private static async Task Play(MjpegCamera.Connection connection)
    {
        await connection.SendAsync(MjpegCamera.Head);
        await connection.PlayAsync(Good, Pace);
    }

    /// <summary>One camera as the agent runs it, published to a list.</summary>
    private sealed class Run : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _task;

        public Run(MjpegCamera camera, Func<CameraSpec, CameraSpec>? change = null, string user = "", TimeSpan? stall = null)
            : this(camera.Url.Replace("//", "//" + user, StringComparison.Ordinal), change ?? (c => c), stall)
        {
        }

        public Run(string url, Func<CameraSpec, CameraSpec> change, TimeSpan? stall = null)
        {
            Assert.True(SourceUrl.TryParse(url, ["http"], out var address));
            var camera = change(new CameraSpec { Id = "bad", Fps = 100, Source = new SourceSpec { Kind = SourceKind.Mjpeg, Url = address } });
            var sources = new FrameSources(new CameraOptions(), () => throw new NotSupportedException(), 1 << 20, DateTimeOffset.UnixEpoch, TimeProvider.System);
            _task = RunAsync(sources, camera, stall ?? TimeSpan.FromSeconds(0.5));
        }

        public CameraTally Tally { get; } = new("bad", TimeProvider.System);

        public ListLane Lane { get; } = new();

        public CameraStatus Status => Tally.Status();

        public Task Until(Func<CameraStatus, bool> condition) => Poll.Until(() => condition(Status), "the camera's state");

        public async Task StopAsync()
        {
            await _stop.CancelAsync();
            await _task;
        }

        public async ValueTask DisposeAsync()
        {
            await StopAsync();
            _stop.Dispose();
        }

        private async Task RunAsync(FrameSources sources, CameraSpec camera, TimeSpan stall)
        {
            var source = Assert.Single(await sources.CreateAsync([camera], _stop.Token));
            var outbox = new FrameOutbox(Lane, Tally, DateTimeOffset.UnixEpoch, 4, 1 << 20);
            await new CameraRunner(source, outbox, Tally, new RestartBackoff(new Random(1)), stall, TimeProvider.System, NullLogger.Instance)
                .RunAsync(_stop.Token);
        }
    }

    internal sealed class ListLane : IFrameLane
    {
        private readonly List<byte[]> _frames = [];

        public byte[][] Frames()
        {
            lock (_frames)
                return [.. _frames];
        }

        public DropReason? Send(FrameId id, CapturedFrame frame, Action<DropReason?> settled)
        {
            lock (_frames)
                _frames.Add(frame.Jpeg);
            settled(null);
            return null;
        }
    }
}
