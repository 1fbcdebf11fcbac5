using System.Diagnostics;
using StreamMood.Contracts;
using StreamMood.Pipeline.Camera;
using StreamMood.Vision.Video;
using StreamMood.Pipeline.Camera.Sources;
using StreamMood.Vision.Imaging;

namespace StreamMood.IntegrationTests.Camera;

public sealed class VideoSourceTests : IDisposable
{
    private const int Limit = 1024 * 1024;
    private readonly string _folder = Directory.CreateTempSubdirectory("video-source").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableFact]
    public async Task ReadAsync_VideoOnce_GivesItsFramesAtItsPaceAndEnds()
    {
        TestVideo.Need();
        var path = TestVideo.Make(_folder, "clip.mkv", "-c:v", "mpeg4");
        var started = Stopwatch.GetTimestamp();
        await using var source = await OpenAsync(Camera(path, loop: false, fps: 100));
        var frames = await ReadToEndAsync(source);
        Assert.Equal(25, frames.Count);
        Assert.True(Stopwatch.GetElapsedTime(started) > TimeSpan.FromSeconds(0.9), "came faster than it plays");
        Assert.Equal((160, 120), Size(frames[3]));
    }

    [SkippableFact]
    public async Task ReadAsync_FewerFramesAsked_ThinsAndScales()
    {
        TestVideo.Need();
        var path = TestVideo.Make(_folder, "clip.mp4", "-c:v", "mpeg4");
        await using var source = await OpenAsync(Camera(path, loop: false, fps: 5) with { Width = 80, Quality = 30 });
        var frames = await ReadToEndAsync(source);
        Assert.Equal(5, frames.Count);
        Assert.Equal((80, 60), Size(frames[0]));
    }

    [SkippableTheory]
    [InlineData("clip.avi")]
    [InlineData("clip.mkv")]
    [InlineData("clip.mjpeg")]
    public async Task ReadAsync_VideoOfJpegs_PassesThemUntouched(string name)
    {
        TestVideo.Need();
        var path = TestVideo.Make(_folder, name, "-c:v", "mjpeg", "-q:v", "3");
        await using var source = await OpenAsync(Camera(path, loop: false, fps: 100));
        var frames = await ReadToEndAsync(source);

        // A busy machine may deliver bunches, which the rate limit thins.
        Assert.InRange(frames.Count, 1, 25);
        var file = await File.ReadAllBytesAsync(path);
        Assert.All(frames, f => Assert.True(file.AsSpan().IndexOf(f) >= 0, "a frame is not in the file as it came"));
    }

    [SkippableFact]
    public async Task ReadAsync_LoopedGif_GoesOnBeyondItsEndAndLeavesNoChild()
    {
        TestVideo.Need();
        var path = TestVideo.Make(_folder, "clip.gif");
        var source = await OpenAsync(Camera(path, loop: true, fps: 100));
        for (var i = 0; i < 60; i++)
            Assert.Equal(SourceStatus.Frame, (await source.ReadAsync(CancellationToken.None)).Status);
        var child = source.ChildId!.Value;
        Assert.Contains("ffmpeg", await File.ReadAllTextAsync($"/proc/{child}/comm"), StringComparison.Ordinal);
        await source.DisposeAsync();
        Assert.False(Directory.Exists($"/proc/{child}"), "the child is still there, or a zombie");
    }

    [SkippableFact]
    public async Task ReadAsync_ChildKilled_FailsAndTheNextReadStartsAnother()
    {
        TestVideo.Need();
        var path = TestVideo.Make(_folder, "clip.mkv", "-c:v", "mpeg4");
        await using var source = await OpenAsync(Camera(path, loop: true, fps: 25));
        await source.ReadAsync(CancellationToken.None);
        using (var child = Process.GetProcessById(source.ChildId!.Value))
            child.Kill();
        SourceRead read;
        do
            read = await source.ReadAsync(CancellationToken.None);
        while (read.Status == SourceStatus.Frame);
        Assert.Equal((SourceStatus.Failed, "ffmpeg ended with code 137"), (read.Status, read.Error));
        Assert.Equal(SourceStatus.Frame, (await source.ReadAsync(CancellationToken.None)).Status);
    }

    [SkippableFact]
    public async Task ReadAsync_Cancelled_ThrowsAtOnce()
    {
        TestVideo.Need();
        var path = TestVideo.Make(_folder, "clip.mkv", "-c:v", "mpeg4");
        await using var source = await OpenAsync(Camera(path, loop: true, fps: 0.1));
        await source.ReadAsync(CancellationToken.None);
        using var cancel = new CancellationTokenSource();
        var read = source.ReadAsync(cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read.WaitAsync(Poll.Patience));
    }

    [SkippableFact]
    public async Task CreateAsync_NoVideo_SaysWhatIsWrong()
    {
        TestVideo.Need();
        var text = Path.Combine(_folder, "notes.mp4");
        await File.WriteAllTextAsync(text, "this is no video");
        var missing = await Assert.ThrowsAsync<UserErrorException>(() => OpenAsync(Camera("/nowhere.mkv", loop: true, fps: 5)));
        Assert.Equal("video /nowhere.mkv: there is no such file", missing.Message);
        var unreadable = await Assert.ThrowsAsync<UserErrorException>(() => OpenAsync(Camera(text, loop: true, fps: 5)));
        Assert.StartsWith($"video {text}: ffmpeg cannot read it (", unreadable.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', unreadable.Message);
    }

    [Fact]
    public async Task StartAsync_NoSuchProgram_SaysHowToGetIt() =>
        Assert.Contains(
            "apt-get install",
            (await Assert.ThrowsAsync<UserErrorException>(() => ChildProcess.StartAsync("no-such-ffmpeg", []))).Message, StringComparison.Ordinal);

    private static CameraSpec Camera(string path, bool loop, double fps) =>
        new() { Id = "v", Fps = fps, Source = new SourceSpec { Kind = SourceKind.Video, Path = path, Loop = loop } };

    private static Task<FfmpegSource> OpenAsync(CameraSpec camera) =>
        FfmpegSource.VideoAsync(camera, Limit, TimeProvider.System, CancellationToken.None);

    private static async Task<List<byte[]>> ReadToEndAsync(FfmpegSource source)
    {
        var frames = new List<byte[]>();
        while (true)
        {
            var read = await source.ReadAsync(CancellationToken.None);
            if (read.Status != SourceStatus.Frame)
            {
                Assert.Equal((SourceStatus.Ended, null), (read.Status, read.Error));
                return frames;
            }

            frames.Add(read.Frame.Jpeg);
        }
    }

    private static (int Width, int Height) Size(byte[] jpeg)
    {
        using var decoder = new JpegDecoder(new PictureLimits());
        Assert.Equal(StreamMood.Vision.FrameStatus.Ok, decoder.Decode(jpeg, 1, 0, new Picture()));
        return decoder.SourceSize;
    }
}
