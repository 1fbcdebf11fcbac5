using StreamMood.Contracts;
using StreamMood.Vision;
using StreamMood.Vision.Detection;
using StreamMood.Vision.Models;

namespace StreamMood.Tests.Vision.Detection;

public sealed class FaceDetectorTests : IDisposable
{
    private static readonly ModelSessionOptions Cpu = new() { Provider = "cpu" };
    private readonly TestModels _models = new();

    public void Dispose() => _models.Dispose();

    [Fact]
    public void Load_OurModel_ReadsWhatItsFileSays()
    {
        var path = _models.Detector();
        using var detector = FaceDetector.Load(path, Cpu);
        Assert.Equal(("test-detector@1", 1, 0.5f), (detector.Info.Id, detector.Channels, detector.ScoreThreshold));
        Assert.Equal("cpu", detector.Provider.Name);
        Assert.Null(detector.FixedSize);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))), detector.Info.Sha256);
    }

    [Fact]
    public void Load_TextFile_SaysSo() => Refused(_models.File("notes.onnx", "not a model"u8), "notes.onnx", "not an ONNX model");

    [Fact]
    public void Load_NoSuchFile_NamesTheBundledOnes() => Refused("/nowhere/x.onnx", "/nowhere/x.onnx", "neither a file nor a bundled model");

    [Fact]
    public void Load_EmotionModel_NamesBothKinds() => Refused(_models.Emotion(), "an emotion model", "expected a detector model");

    [Fact]
    public void Load_OnnxOfAnotherKind_NamesWhatItFoundAndExpected() =>
        Refused(
            new OnnxWriter().Input("x", 1, 3).Output("y", 1, 3).Node("Identity", ["x"], "y").Save(Path.Combine(_models.Folder, "other.onnx")),
            "other.onnx", "not a face detector", "x [1,3]", "streammood.kind=detector", "YuNet");

    [Fact]
    public void Load_MissingMetadata_NamesTheKey() => Refused(_models.Detector(strides: null), "streammood.strides");

    [Fact]
    public void Load_StridesThatDoNotFitTheOutputs_NamesTheOutput() => Refused(_models.Detector(strides: "8,16,64"), "cls_64");

    [Theory]
    [InlineData(50_000, 50_000)]
    [InlineData(320, 8)]
    public void Load_FixedSizeThatCannotBe_NamesTheBounds(long height, long width) =>
        Refused(_models.Detector(height: height, width: width), $"[-1,1,{height},{width}]", "from 32 to 4096");

    [SkippableFact]
    public void Load_CudaWhereThereIsNone_FailsRatherThanFallBack()
    {
        using var auto = FaceDetector.Load(_models.Detector(), new ModelSessionOptions());
        Skip.If(auto.Provider.Name == "cuda", "CUDA works here");
        Assert.NotNull(auto.Provider.FallbackReason);
        var error = Assert.Throws<UserErrorException>(() => FaceDetector.Load(_models.Detector(), new ModelSessionOptions { Provider = "cuda" }));
        Assert.Contains("cuda", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Load_TensorRtWhereThereIsNone_AutoSaysWhyAndCudaFails()
    {
        var engines = Path.Combine(_models.Folder, "engines");
        using (var auto = FaceDetector.Load(_models.Detector(), new ModelSessionOptions { TensorRt = true, EngineFolder = engines }))
        {
            Skip.If(auto.Provider.Name == "tensorrt", "TensorRT works here");
            Assert.StartsWith("TensorRT: ", auto.Provider.FallbackReason, StringComparison.Ordinal);
        }

        var error = Assert.Throws<UserErrorException>(
            () => FaceDetector.Load(_models.Detector(), new ModelSessionOptions { Provider = "cuda", TensorRt = true, EngineFolder = engines }));
        Assert.Contains("inference.session.tensorRt", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_TensorRtOnTheCpu_NamesBothSettings()
    {
        var error = Assert.Throws<UserErrorException>(
            () => FaceDetector.Load(_models.Detector(), new ModelSessionOptions { Provider = "cpu", TensorRt = true }));
        Assert.Contains("inference.session.tensorRt", error.Message, StringComparison.Ordinal);
        Assert.Contains("inference.session.provider", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_UnknownProvider_NamesTheChoices()
    {
        var error = Assert.Throws<UserErrorException>(() => FaceDetector.Load(_models.Detector(), new ModelSessionOptions { Provider = "gpu" }));
        Assert.Contains("'gpu'", error.Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("yunet_n_640_640.onnx", 640)]
    [InlineData("yunet_n_320_320.onnx", 320)]
    [InlineData("yunet_s_640_640.onnx", 640)]
    [InlineData("yunet_n_dynamic.onnx", 0)]
    public void Load_Yunet_RunsThroughTheSameCode(string file, int side)
    {
        using var detector = FaceDetector.Load(TestPictures.Shared("detectors", file), Cpu);
        Assert.Equal(3, detector.Channels);
        Assert.Equal(side == 0 ? null : (side, side), detector.FixedSize);
        using var pass = new DetectorPass(detector, new VisionOptions());
        // No face in waves; what counts is that every tensor fits.
        var picture = new StreamMood.Vision.Imaging.Picture();
        TestPictures.Waves(640, 480).ToBgr(picture);
        Assert.Equal(0, pass.Detect(picture, 640, 480).Length);
    }

    private static void Refused(string path, params string[] parts)
    {
        var error = Assert.Throws<UserErrorException>(() => FaceDetector.Load(path, Cpu));
        Assert.All(parts, p => Assert.Contains(p, error.Message, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', error.Message);
    }
}
