using StreamMood.Pipeline.Inference;

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

    private string At(params string[] names) => Path.Combine([_folder, .. names]);
}
