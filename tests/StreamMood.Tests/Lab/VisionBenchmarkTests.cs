using System.Text.Json;
using StreamMood.Lab.Benchmarks;
using StreamMood.Tests.Vision;

namespace StreamMood.Tests.Lab;

public sealed class VisionBenchmarkTests : IDisposable
{
    private readonly TestModels _models = new();

    public void Dispose() => _models.Dispose();

    [Fact]
    public void Run_TinyModels_ReportsEveryStage()
    {
        var report = VisionBenchmark.Run(Options(), default);
        Assert.Equal(
            ["decode 1", "detect 1", "whole 1", "decode 4", "detect 4", "whole 4", "align+emotion 1", "align+emotion 8", "align+emotion 32"],
            report.Stages.Select(s => $"{s.Stage} {s.Faces}"));
        Assert.All(report.Stages, s => Assert.True(s.Ms > 0 && s.PerSecond > 0));
        Assert.All(report.Stages.Where(s => s.Stage != "decode"), s => Assert.True(s.SessionMs > 0 && s.Overhead > 0));
        Assert.True(report.Rounds >= 3);
        using var json = JsonDocument.Parse(report.ToJson());
        Assert.Equal("640x480", json.RootElement.GetProperty("picture").GetString());
        Assert.Equal(1, json.RootElement.GetProperty("threads").GetInt32());
    }

    [Fact]
    public void Run_BatchesBeyondTheCpus_AreMeasuredInParts()
    {
        var options = Options();
        options.Batches = [3, 70];
        var stages = VisionBenchmark.Run(options, default).Stages.Where(s => s.Stage == "align+emotion").ToList();
        Assert.Equal([3, 70], stages.Select(s => s.Faces));
        Assert.True(stages[1].SessionMs > stages[0].SessionMs, $"{stages[1].SessionMs} <= {stages[0].SessionMs}");
    }

    [SkippableFact]
    public void Run_WithYunet_SendsItThroughTheSamePath()
    {
        var options = Options();
        options.Yunet = TestPictures.Shared("detectors", "yunet_n_320_320.onnx");
        Assert.Equal(3, VisionBenchmark.Run(options, default).Stages.Count(s => s.Detector?.StartsWith("yunet", StringComparison.Ordinal) == true && s.Faces == 4));
    }

    [Fact]
    public void Run_Cancelled_Ends() =>
        Assert.Throws<OperationCanceledException>(() => VisionBenchmark.Run(Options(), new CancellationToken(canceled: true)));

    private VisionBenchmarkOptions Options() => new()
    {
        Detector = _models.Detector(), Emotion = _models.Emotion(), Generator = _models.Generator(), Seconds = 0.1,
    };
}
