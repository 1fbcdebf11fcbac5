using StreamMood.Contracts;
using StreamMood.Vision.Models;

namespace StreamMood.Tests.Vision.Models;

public sealed class GpuProvidersTests : IDisposable
{
    private readonly TestModels _models = new();

    public void Dispose() => _models.Dispose();

    [Fact]
    public void TensorRtSettings_FacesInBatches_HaveARangeOfBatches()
    {
        var settings = Settings(new() { CudaDevice = 1, CudaMemoryMb = 2 }, "face", -1, 1, 48, 48);
        Assert.Equal(("1", "2097152"), (settings["device_id"], settings["trt_max_workspace_size"]));
        Assert.Equal("face:1x1x48x48", settings["trt_profile_min_shapes"]);
        Assert.Equal("face:16x1x48x48", settings["trt_profile_opt_shapes"]);
        Assert.Equal("face:256x1x48x48", settings["trt_profile_max_shapes"]);
    }

    [Fact]
    public void TensorRtSettings_PicturesOfAnySize_HaveARangeOfSizesOneByOne()
    {
        var settings = Settings(new(), "image", -1, 3, -1, -1);
        Assert.Equal("image:1x3x32x32", settings["trt_profile_min_shapes"]);
        Assert.Equal("image:1x3x256x320", settings["trt_profile_opt_shapes"]);
        Assert.Equal("image:1x3x2048x2048", settings["trt_profile_max_shapes"]);
    }

    [Fact]
    public void TensorRtSettings_OneShapeOnly_HasNoRange() =>
        Assert.DoesNotContain(Settings(new(), "input", 1, 3, 640, 640), s => s.Key.StartsWith("trt_profile", StringComparison.Ordinal));

    [Fact]
    public void TensorRtSettings_EngineFolder_IsOneAModel()
    {
        var settings = Settings(new() { EngineFolder = "/engines" }, "face", 1, 1, 48, 48);
        Assert.Equal(("1", "/engines/feed"), (settings["trt_engine_cache_enable"], settings["trt_engine_cache_path"]));
        Assert.DoesNotContain("trt_engine_cache_enable", Settings(new() { EngineFolder = "" }, "face", 1, 1, 48, 48).Keys);
    }

    [Fact]
    public void MakeEngineFolder_WhereNoneCanBe_NamesTheSetting()
    {
        var options = new ModelSessionOptions { EngineFolder = _models.File("taken", "a file"u8) };
        var error = Assert.Throws<UserErrorException>(() => GpuProviders.MakeEngineFolder(options, "feed"));
        Assert.Contains("inference.session.engineFolder", error.Message, StringComparison.Ordinal);
        Assert.Contains(options.EngineFolder, error.Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Settings(ModelSessionOptions options, string input, params int[] shape) =>
        GpuProviders.TensorRtSettings(options, new Dictionary<string, int[]> { [input] = shape }, "feed");
}
