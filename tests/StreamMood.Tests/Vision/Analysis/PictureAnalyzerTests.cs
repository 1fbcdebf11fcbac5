using System.Text.Json;
using StreamMood.Contracts;
using StreamMood.Tests.Vision.Imaging;
using StreamMood.Vision;
using StreamMood.Vision.Analysis;
using StreamMood.Vision.Detection;
using StreamMood.Vision.Emotions;
using StreamMood.Vision.Imaging;
using StreamMood.Vision.Models;

namespace StreamMood.Tests.Vision.Analysis;

public sealed class PictureAnalyzerTests : IDisposable
{
    private static readonly ModelSessionOptions Cpu = new() { Provider = "cpu" };
    private static readonly Picture OneFace = TestPictures.Squares(640, 480, 16, (200, 136));
    private readonly TestModels _models = new();
    private readonly FaceDetector _detector;
    private readonly EmotionClassifier _classifier;
    private readonly PictureAnalyzer _analyzer;

    public PictureAnalyzerTests()
    {
        _detector = FaceDetector.Load(_models.Detector(), Cpu);
        _classifier = EmotionClassifier.Load(_models.Emotion(), Cpu);
        _analyzer = new PictureAnalyzer(_detector, _classifier, new VisionOptions());
    }

    public void Dispose()
    {
        _analyzer.Dispose();
        _classifier.Dispose();
        _detector.Dispose();
        _models.Dispose();
    }

    [Fact]
    public async Task Analyze_Picture_PrintsTheAgreedJson()
    {
        var path = _models.File("one.jpg", TestPictures.Jpeg(OneFace));
        var result = Assert.Single(await Analyze(path));
        using var json = JsonDocument.Parse(result.ToJson());
        Assert.Equal(["source", "frame", "timeMs", "width", "height", "faces"], Names(json.RootElement));
        Assert.Equal((path, 0, 0.0, 640, 480), (json.RootElement.GetProperty("source").GetString(), json.RootElement.GetProperty("frame").GetInt32(),
            json.RootElement.GetProperty("timeMs").GetDouble(), json.RootElement.GetProperty("width").GetInt32(), json.RootElement.GetProperty("height").GetInt32()));
        var face = Assert.Single(json.RootElement.GetProperty("faces").EnumerateArray());
        Assert.Equal(["box", "score", "landmarks", "track", "emotions", "label", "valence", "arousal"], Names(face));
        Assert.Equal(global::StreamMood.Contracts.Events.Emotions.Labels, Names(face.GetProperty("emotions")));
        Assert.Equal(168, face.GetProperty("box")[0].GetDouble(), 2.0);
        Assert.Equal(5, face.GetProperty("landmarks").GetArrayLength());
        Assert.DoesNotContain('\n', result.ToJson());
    }

    [Fact]
    public async Task Analyze_Png_FindsTheSame()
    {
        var result = Assert.Single(await Analyze(_models.File("one.png", PngReaderTests.Png(OneFace))));
        Assert.Equal(168, Assert.Single(result.Faces!).Box.X, 2f);
    }

    [Fact]
    public async Task Analyze_BadFilesAmongGoodOnes_AreErrorsAndTheRestIsRead()
    {
        var good = TestPictures.Jpeg(OneFace);
        var results = await Analyze(
            _models.File("text.jpg", "just text"u8), _models.File("cut.jpg", good.AsSpan(0, good.Length / 2)),
            _models.File("huge.jpg", TestPictures.Claiming(good, 60_000, 60_000)), _models.File("empty.jpg", []), _models.File("good.jpg", good));
        Assert.Equal(5, results.Count);
        Assert.Contains("not a picture", results[0].Error, StringComparison.Ordinal);
        Assert.Contains("cut short", results[1].Error, StringComparison.Ordinal);
        Assert.Contains("larger than the limits", results[2].Error, StringComparison.Ordinal);
        Assert.NotNull(results[3].Error);
        Assert.Single(results[4].Faces!);
        using var json = JsonDocument.Parse(results[0].ToJson());
        Assert.Equal(["source", "error"], Names(json.RootElement));
    }

    [Fact]
    public async Task Analyze_Folder_ReadsItsPicturesByName()
    {
        foreach (var name in (string[])["b.jpg", "a.JPEG", "README.md"])
            _models.File(name, TestPictures.Jpeg(OneFace));
        foreach (var model in Directory.EnumerateFiles(_models.Folder, "*.onnx"))
            Assert.EndsWith(".onnx", model, StringComparison.Ordinal);
        Assert.Equal(["a.JPEG", "b.jpg"], (await Analyze(_models.Folder)).Select(r => Path.GetFileName(r.Source)));
    }

    [Fact]
    public async Task Analyze_MissingPath_IsAUserError()
    {
        var error = await Assert.ThrowsAsync<UserErrorException>(() => Analyze("/nowhere/at-all.jpg"));
        Assert.Contains("/nowhere/at-all.jpg", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Analyze_Video_GivesEveryFrameInOrderWithOneTrack()
    {
        NeedsFfmpeg();
        var frames = Enumerable.Range(0, 12).SelectMany(i => TestPictures.Jpeg(TestPictures.Squares(640, 480, 16, (200 + 16 * (i / 4), 136))));
        var results = await Analyze(_models.File("clip.mjpeg", [.. frames]));
        Assert.Equal(Enumerable.Range(0, 12), results.Select(r => r.Frame!.Value));
        Assert.All(results, r => Assert.Equal(1, Assert.Single(r.Faces!).Track));
        Assert.Equal(0, results[0].TimeMs);
        Assert.All(results.Zip(results.Skip(1)), p => Assert.True(p.First.TimeMs < p.Second.TimeMs));
    }

    [SkippableFact]
    public async Task Analyze_TextNamedAsVideo_IsAnError()
    {
        NeedsFfmpeg();
        Assert.Contains("ffmpeg", Assert.Single(await Analyze(_models.File("clip.mkv", "no video"u8))).Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Analyze_StoppedInAVideo_Ends()
    {
        NeedsFfmpeg();
        var frame = TestPictures.Jpeg(OneFace);
        var path = _models.File("long.mjpeg", [.. Enumerable.Repeat(frame, 400).SelectMany(f => f)]);
        var seen = 0;
        await foreach (var result in _analyzer.AnalyzeAsync([path], new AnalyzeOptions()).WithCancellation(CancellationToken.None))
            if (++seen == 3)
                break;
        Assert.Equal(3, seen);
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var result in _analyzer.AnalyzeAsync([path], new AnalyzeOptions(), stop.Token))
                await stop.CancelAsync();
        });
    }

    [Fact]
    public async Task Read_WithoutFfmpeg_SaysWhatToInstall()
    {
        var error = await Assert.ThrowsAsync<UserErrorException>(async () =>
        {
            await foreach (var frame in FfmpegFrames.ReadAsync("clip.mkv", default, "streammood-no-such-program"))
                Assert.Fail("a frame without a program");
        });
        Assert.Contains("apt-get install ffmpeg", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Analyze_Annotate_WritesPicturesWithBoxesAndLabels()
    {
        var folder = Path.Combine(_models.Folder, "out", "deep");
        var sub = Directory.CreateDirectory(Path.Combine(_models.Folder, "sub")).FullName;
        var one = _models.File("one.jpg", TestPictures.Jpeg(OneFace));
        File.Copy(one, Path.Combine(sub, "one.jpg"));
        await Analyze(new AnalyzeOptions { AnnotateFolder = folder, AnnotateQuality = 95 }, one, Path.Combine(sub, "one.jpg"));
        Assert.Equal(["one-2.jpg", "one.jpg"], Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        using var decoder = new JpegDecoder(new PictureLimits());
        var picture = new Picture();
        Assert.Equal(FrameStatus.Ok, decoder.Decode(File.ReadAllBytes(Path.Combine(folder, "one.jpg")), 3, 0, picture));
        // The frame's left edge at x 168, on black before.
        Assert.InRange(picture.Row(150)[168 * 3 + 1], 120, 255);
    }

    [Fact]
    public async Task Analyze_AnnotateFolderThatIsAFile_IsAUserError()
    {
        var file = _models.File("taken", "x"u8);
        var picture = _models.File("one.jpg", TestPictures.Jpeg(OneFace));
        var error = await Assert.ThrowsAsync<UserErrorException>(() => Analyze(new AnalyzeOptions { AnnotateFolder = file }, picture));
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
    }

    private static void NeedsFfmpeg() =>
        Skip.IfNot((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(p => File.Exists(Path.Combine(p, "ffmpeg"))), "needs ffmpeg on the PATH");

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(p => p.Name);

    private Task<List<AnalysisResult>> Analyze(params string[] paths) => Analyze(new AnalyzeOptions(), paths);

    private async Task<List<AnalysisResult>> Analyze(AnalyzeOptions options, params string[] paths)
    {
        var results = new List<AnalysisResult>();
        await foreach (var result in _analyzer.AnalyzeAsync(paths, options))
            results.Add(result);
        return results;
    }
}
