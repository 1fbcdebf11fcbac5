using StreamMood.Pipeline.Inference;
using StreamMood.Tests.Vision;
using StreamMood.Vision.Models;

namespace StreamMood.Tests.Pipeline.Inference;

public sealed class ModelWatchTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streammood-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Stamp_FileOrFolderBehindALinkIsAnother_Differs()
    {
        // As Kubernetes mounts a volume: model.onnx -> data/model.onnx, data -> a folder for each version.
        foreach (var version in (string[])["1", "22"])
        {
            Directory.CreateDirectory(At(version));
            File.WriteAllText(At(version, "model.onnx"), version);
        }

        var link = At("model.onnx");
        File.CreateSymbolicLink(At("data"), "1");
        File.CreateSymbolicLink(link, "data/model.onnx");
        var first = ModelWatch.Stamp(link);
        Assert.Equal(ModelWatch.Stamp(At("1", "model.onnx")), first);

        File.Delete(At("data"));
        File.CreateSymbolicLink(At("data"), "22");
        Assert.Equal(ModelWatch.Stamp(At("22", "model.onnx")), ModelWatch.Stamp(link));
        Assert.NotEqual(first, ModelWatch.Stamp(link));

        File.SetLastWriteTimeUtc(At("22", "model.onnx"), DateTime.UnixEpoch);
        Assert.Equal(ModelWatch.Stamp(At("22", "model.onnx")), ModelWatch.Stamp(link));
    }

    [Fact]
    public void Stamp_LinkLeadsNowhere_IsNone()
    {
        File.CreateSymbolicLink(At("model.onnx"), "gone.onnx");
        Assert.Equal("none", ModelWatch.Stamp(At("model.onnx")));
    }

    [Theory]
    [InlineData("cuda", "cpu", true)]
    [InlineData("tensorrt", "cpu", true)]
    [InlineData("tensorrt", "cuda", false)]
    [InlineData("cpu", "cpu", false)]
    [InlineData("cpu", "cuda", false)]
    public void Downgrade_FromTheGpuToTheCpu_IsTheOnlyOneAndSaysWhy(string inUse, string found, bool refused)
    {
        var reason = ModelWatch.Downgrade(new ModelProvider(inUse, null), new ModelProvider(found, "CUDA: out of memory"));

        Assert.Equal(refused, reason is not null);
        if (refused)
            Assert.Contains("CUDA: out of memory", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_ChangedFileFailsInWhateverWay_TheOldModelsStay()
    {
        using var files = new TestModels();
        using var metrics = new InferenceMetrics();
        using var log = new KeptLog();
        var options = new InferenceOptions { Detector = files.Detector(), Emotion = files.Emotion(), Session = { Provider = "cpu" } };
        using var slot = new ModelSlot(InferenceModels.Load(options));
        var watch = new ModelWatch(options, slot, metrics, TimeProvider.System, log, _ => throw new OverflowException("too large"));

        File.SetLastWriteTimeUtc(options.Emotion, DateTime.UnixEpoch);
        watch.Check(); // it may still be being written
        watch.Check();
        watch.Check();

        Assert.Contains("OverflowException: too large", Assert.Single(log.Lines), StringComparison.Ordinal);
        Assert.Equal((0, 1), metrics.Reloads);
        var current = slot.Hold();
        Assert.Same(slot.First, current.Models);
        current.Release();
    }

    private string At(params string[] names) => Path.Combine([_folder, .. names]);
}
