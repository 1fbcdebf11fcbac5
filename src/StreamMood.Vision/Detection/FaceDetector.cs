using StreamMood.Contracts;
using StreamMood.Vision.Models;

namespace StreamMood.Vision.Detection;

/// <summary>
/// A face detector with the heads of YuNet (Wu, Peng and Yu 2023, doi 10.1007/s11633-023-1423-y): ours, which says so in its
/// metadata, or a public YuNet file, known by its inputs and outputs. Thread safe: buffers belong to the
/// <see cref="FaceFinder"/> that uses it.
/// </summary>
public sealed class FaceDetector : IDisposable
{
    // What the authors of YuNet ship with it (score 0.6) and train with (overlap 0.45).
    private const float YunetScore = 0.6f;
    private const float YunetOverlap = 0.45f;
    private static readonly int[] YunetStrides = [8, 16, 32];

    // Of a fixed input: what one run holds in memory follows from it.
    private const int LeastSide = 32, MostSide = 4096;

    private FaceDetector(ModelSession model, DetectorShape shape)
    {
        Model = model;
        Shape = shape;
        Info = model.Metadata.Info(ModelKind.Detector, model);
    }

    /// <summary>Which model it is.</summary>
    public ModelInfo Info { get; }

    /// <summary>Where it runs.</summary>
    public ModelProvider Provider => Model.Provider;

    /// <summary>1 for grey, 3 for blue, green, red.</summary>
    public int Channels => Shape.Channels;

    /// <summary>Width and height when the model takes one size only.</summary>
    public (int Width, int Height)? FixedSize => Shape.FixedSize;

    /// <summary>The model's own least score, 0 to 1.</summary>
    public float ScoreThreshold => Shape.ScoreThreshold;

    internal ModelSession Model { get; }

    internal DetectorShape Shape { get; }

    /// <summary>Opens a detector and runs it once.</summary>
    /// <param name="nameOrPath">A bundled model's name, or a file.</param>
    /// <param name="options">Provider and threads.</param>
    /// <exception cref="UserErrorException">When the file is none, or not a detector that is understood.</exception>
    public static FaceDetector Load(string nameOrPath, ModelSessionOptions options)
    {
        DetectorShape? shape = null;
        var model = ModelSession.Open(nameOrPath, options, m => shape = Read(m.Metadata), m => WarmUp(m, shape!));
        return new FaceDetector(model, shape!);
    }

    /// <inheritdoc />
    public void Dispose() => Model.Dispose();

    private static DetectorShape Read(ModelMetadataText metadata)
    {
        if (metadata.Find("kind") is null)
            return ReadYunet(metadata);
        metadata.RequireKind(ModelKind.Detector);
        var strides = Array.ConvertAll(metadata.Numbers("strides"), s => (int)s);
        if (strides.Length == 0 || Array.Exists(strides, s => s is < 4 or > 128))
            throw metadata.Refuse($"'streammood.strides' is '{metadata.Text("strides")}'; expected numbers from 4 to 128");
        return Shaped(
            metadata, "image", strides, metadata.Number("mean"), metadata.Number("scale"),
            metadata.Number("score_threshold"), metadata.Number("nms_threshold"));
    }

    private static DetectorShape ReadYunet(ModelMetadataText metadata)
    {
        if (!metadata.HasOutputs(DetectorShape.OutputNames(YunetStrides)) || metadata.SingleInput is not { } input)
            throw metadata.Refuse(
                "it is not a face detector; expected metadata streammood.kind=detector, or YuNet's signature "
                + $"(one input [1,3,H,W], outputs cls_8 obj_8 bbox_8 kps_8 and the same for 16 and 32), found {metadata.Signature()}");
        return Shaped(metadata, input, YunetStrides, 0, 1, YunetScore, YunetOverlap);
    }

    private static DetectorShape Shaped(
        ModelMetadataText metadata, string input, int[] strides, float mean, float scale, float score, float overlap)
    {
        var dimensions = metadata.Input(input, 4);
        if (dimensions[1] is not (1 or 3))
            throw metadata.Refuse($"its input '{input}' is [{string.Join(",", dimensions)}]; expected 1 or 3 channels in second place");
        foreach (var name in DetectorShape.OutputNames(strides))
            metadata.Output(name, 3);
        if (!(score is > 0 and < 1) || !(overlap is > 0 and <= 1))
            throw metadata.Refuse($"its thresholds are {score} (score) and {overlap} (overlap); expected numbers between 0 and 1");
        if (dimensions[2..].Any(side => side > 0 && side is < LeastSide or > MostSide))
            throw metadata.Refuse($"its input '{input}' is [{string.Join(",", dimensions)}]; expected sides from {LeastSide} to {MostSide}, or open ones");
        (int, int)? size = dimensions[2] > 0 && dimensions[3] > 0 ? (dimensions[3], dimensions[2]) : null;
        return new DetectorShape(input, dimensions[1], size, strides, mean, scale, score, overlap);
    }

    private static void WarmUp(ModelSession model, DetectorShape shape)
    {
        var (width, height) = shape.FixedSize ?? (64, 64);
        using var tensors = new DetectorTensors(model, shape, width, height);
        tensors.Run();
    }
}
