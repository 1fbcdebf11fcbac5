using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Camera;
using StreamMood.Pipeline.Camera.Sources;
using StreamMood.Pipeline.Kafka;
using StreamMood.Vision.Imaging;

namespace StreamMood.IntegrationTests.Camera;

public sealed class RtspTests
{
    private const int Limit = 1 << 20;

    [SkippableTheory]
    [InlineData("h264", RtspTransport.Tcp)]
    [InlineData("h264", RtspTransport.Udp)]
    [InlineData("jpeg", RtspTransport.Tcp)]
    [InlineData("jpeg", RtspTransport.Udp)]
    public async Task ReadAsync_LiveStream_GivesItsPictures(string path, RtspTransport transport)
    {
        Need();
        using var server = RtspServer.Start();
        await using var source = Open($"rtsp://127.0.0.1:{server.Port}/{path}", c => c with { Source = c.Source with { Transport = transport } });
        for (var i = 0; i < 5; i++)
            Assert.Equal((160, 120), Size(await FrameAsync(source)));
        var words = await File.ReadAllTextAsync($"/proc/{source.ChildId}/cmdline");
        Assert.Equal(path == "jpeg", words.Contains("copy", StringComparison.Ordinal));
        Assert.DoesNotContain("rtsp://", words, StringComparison.Ordinal);
        Assert.Equal(0, source.Damaged);
    }

    [SkippableFact]
    public async Task ReadAsync_SizeAndRateAsked_ThinsAndScales()
    {
        Need();
        using var server = RtspServer.Start();
        var started = Stopwatch.GetTimestamp();
        await using var source = Open($"rtsp://127.0.0.1:{server.Port}/h264", c => c with { Fps = 3, Width = 80 });
        for (var i = 0; i < 13; i++)
            Assert.Equal((80, 60), Size(await FrameAsync(source)));

        // From before the first could come: a busy machine may hand on several at once.
        Assert.True(Stopwatch.GetElapsedTime(started).TotalSeconds > 3.5, "came faster than was asked");
    }

    [SkippableFact]
    public async Task ReadAsync_PasswordNeeded_ReachesTheCameraAndNothingElse()
    {
        Need();
        using var server = RtspServer.Start();
        await using (var source = Open($"rtsp://lens:p%40ss%3Aw0rd%2F%25@127.0.0.1:{server.ShutPort}/jpeg", c => c))
        {
            await FrameAsync(source);
            Assert.DoesNotContain("w0rd", await File.ReadAllTextAsync($"/proc/{source.ChildId}/cmdline"), StringComparison.Ordinal);
        }

        await using var wrong = Open($"rtsp://lens:wr0ng@127.0.0.1:{server.ShutPort}/jpeg", c => c with { Width = 80 });
        var read = await wrong.ReadAsync(CancellationToken.None);
        Assert.Equal(SourceStatus.Failed, read.Status);
        Assert.Contains("401", read.Error, StringComparison.Ordinal);
        Assert.Equal(CameraErrorKind.Denied, read.Kind);
        Assert.DoesNotContain("wr0ng", read.Error, StringComparison.Ordinal);
        await using var probed = Open($"rtsp://lens:wr0ng@127.0.0.1:{server.ShutPort}/jpeg", c => c);
        var error = await Assert.ThrowsAsync<SourceException>(async () => await probed.ReadAsync(CancellationToken.None));
        Assert.Contains("401", error.Message, StringComparison.Ordinal);
        Assert.Equal(CameraErrorKind.Denied, error.Kind);
        Assert.DoesNotContain("wr0ng", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Two cameras of two servers: one freezes, is stalled, thaws; then dies and comes back. The other loses nothing.</summary>
    [SkippableFact]
    public async Task Agent_OneServerFreezesAndDies_TheOtherRunsOnAndTheFirstComesBack()
    {
        Need();
        var folder = Directory.CreateTempSubdirectory("rtsp").FullName;
        using var steady = RtspServer.Start();
        var shaky = RtspServer.Start();
        try
        {
            var file = Path.Combine(folder, "cameras.json");
            await File.WriteAllTextAsync(file, $$"""
                [{"id":"steady","source":{"kind":"rtsp","url":"rtsp://127.0.0.1:{{steady.Port}}/jpeg"} },
                 {"id":"shaky","source":{"kind":"rtsp","url":"rtsp://127.0.0.1:{{shaky.Port}}/h264"}, "fps":15}]
                """);
            using var broker = EmbeddedBroker.Start(TopicSpec.All);
            using var metrics = new CameraMetrics();
            var options = new CameraOptions { File = file, StallTimeout = TimeSpan.FromSeconds(6) };
            options.AssumeConsent(new CameraConsent(ConsentBases.Demonstration));
            using var agent = new CameraAgent(
                options, broker.Options(), metrics, NullLoggerFactory.Instance, TimeProvider.System);
            await agent.StartAsync(CancellationToken.None);
            CameraStatus Status(string id) => metrics.Cameras().FirstOrDefault(c => c.Id == id);
            await Until(() => Status("steady").Published > 5 && Status("shaky").Published > 5, "both cameras live");
            var restarts = Status("steady").Restarts; // a busy machine may need more than one attempt to open it

            shaky.Freeze();
            await Until(() => Status("shaky").LastError is { } e && e.StartsWith("no frame for", StringComparison.Ordinal), "the frozen camera is stalled");
            shaky.Thaw();
            var seen = Status("shaky").Published;
            await Until(() => Status("shaky").Published > seen + 5 && Status("shaky").State == CameraState.Live, "the thawed camera is live");

            var port = shaky.Port;
            shaky.Dispose();
            await Until(() => Status("shaky").State == CameraState.Failed, "the dead camera has failed");
            shaky = RtspServer.Start(port);
            seen = Status("shaky").Published;
            await Until(() => Status("shaky").Published > seen + 5 && Status("shaky").State == CameraState.Live, "the camera is back");

            Assert.Equal((restarts, CameraState.Live), (Status("steady").Restarts, Status("steady").State));
            await agent.StopAsync(CancellationToken.None);
            Assert.Equal(metrics.Captured, metrics.Published + metrics.Dropped.Values.Sum());
            await Until(() => Ffmpegs(Environment.ProcessId, "Z").Length == 0, "no zombie is left");
        }
        finally
        {
            shaky.Dispose();
            Directory.Delete(folder, recursive: true);
        }
    }

    [SkippableFact]
    public async Task Sigkill_AgentWithRtspCamera_TakesItsFfmpegAlong()
    {
        Need();
        using var server = RtspServer.Start();
        using var broker = EmbeddedBroker.Start(TopicSpec.All);
        using var agent = Process.Start(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "streammood.dll"), "camera", "--bootstrap", broker.Bootstrap, "--source", $"rtsp://127.0.0.1:{server.Port}/h264", "--set", "camera.consent.basis=consent", "--set", "camera.consent.notice=none", "--set", "camera.consent.recordedAt=2026-01-01"])!;
        string[] left;
        try
        {
            await Until(() => Ffmpegs(agent.Id).Length > 0 || agent.HasExited, "ffmpeg runs");
            left = Ffmpegs(agent.Id);
        }
        finally
        {
            agent.Kill();
        }

        Assert.Single(left);
        await agent.WaitForExitAsync();
        await Until(() => !Directory.Exists(left[0]), "ffmpeg is gone with its agent");
    }

    private static string[] Ffmpegs(int parent, string states = "RSDZ") =>
    [
        .. Directory.EnumerateDirectories("/proc").Where(f => char.IsAsciiDigit(Path.GetFileName(f)[0])).Where(f =>
        {
            try
            {
                var words = File.ReadAllText(Path.Combine(f, "stat")).Split(' ');
                return words[1] == "(ffmpeg)" && words[3] == $"{parent}" && states.Contains(words[2], StringComparison.Ordinal);
            }
            catch (IOException)
            {
                return false;
            }
        }),
    ];

    private static Task Until(Func<bool> condition, string what) => Poll.Until(condition, what);

    private static void Need()
    {
        TestVideo.Need();
        RtspServer.Need();
    }

    private static FfmpegSource Open(string url, Func<CameraSpec, CameraSpec> change)
    {
        Assert.True(SourceUrl.TryParse(url, ["rtsp"], out var address));
        return FfmpegSource.Rtsp(change(new CameraSpec { Id = "r", Fps = 30, Source = new SourceSpec { Kind = SourceKind.Rtsp, Url = address } }), Limit, TimeProvider.System);
    }

    private static async Task<byte[]> FrameAsync(FfmpegSource source)
    {
        using var patience = new CancellationTokenSource(Poll.Patience);
        var read = await source.ReadAsync(patience.Token);
        Assert.Equal((SourceStatus.Frame, null), (read.Status, read.Error));
        return read.Frame.Jpeg;
    }

    private static (int Width, int Height) Size(byte[] jpeg)
    {
        using var decoder = new JpegDecoder(new PictureLimits());
        Assert.Equal(StreamMood.Vision.FrameStatus.Ok, decoder.Decode(jpeg, 1, 0, new Picture()));
        return decoder.SourceSize;
    }
}
