namespace StreamMood.Tests.Vision;

/// <summary>
/// Tiny models of our three kinds with a behaviour that tests can foresee. A fresh file each, in a folder that goes with the
/// instance.
/// </summary>
public sealed class TestModels : IDisposable
{
    public const string Labels = "neutral,happiness,surprise,sadness,anger,disgust,fear,contempt";
    public const string Template = "0.3,0.35,0.7,0.35,0.5,0.55,0.35,0.75,0.65,0.75";

    private readonly string _folder = Directory.CreateTempSubdirectory("streammood-models-").FullName;
    private int _count;

    public string Folder => _folder;

    /// <summary>
    /// Sees a face of 32 × 32 input pixels centred on every 8 × 8 place that is bright (score: mean brightness of the place),
    /// with points at eyes (−8, −6), (8, −6), nose (0, 1), mouth (−6, 9), (6, 9) from the centre.
    /// </summary>
    public string Detector(string? kind = "detector", string? strides = "8,16,32", long height = -2, long width = -3)
    {
        var onnx = Meta(kind, "test-detector").Meta("streammood.strides", strides)
            .Meta("streammood.score_threshold", "0.5").Meta("streammood.nms_threshold", "0.4")
            .Meta("streammood.mean", "0").Meta("streammood.scale", "1")
            .Input("image", -1, 1, height, width)
            .Longs("shape1", 0, -1, 1);
        foreach (var stride in (int[])[8, 16, 32])
        {
            // Only the finest stride answers.
            var gain = stride == 8 ? 1f / 255 : 0;
            var points = new float[] { -8, -6, 8, -6, 0, 1, -6, 9, 6, 9 }.Select(p => p / 8 + 0.5f).ToArray();
            onnx.Floats($"gain_{stride}", [gain])
                .Floats($"zero4_{stride}", new float[4], 1, 4).Floats($"zero10_{stride}", new float[10], 1, 10)
                .Floats($"box_{stride}", [0.5f, 0.5f, MathF.Log(4), MathF.Log(4)])
                .Floats($"points_{stride}", points)
                .Node("AveragePool", ["image"], $"pool_{stride}", ("kernel_shape", [stride, stride]), ("strides", [stride, stride]))
                .Node("Mul", [$"pool_{stride}", $"gain_{stride}"], $"map_{stride}")
                .Node("Reshape", [$"map_{stride}", "shape1"], $"cls_{stride}")
                .Node("Identity", [$"cls_{stride}"], $"obj_{stride}")
                .Node("MatMul", [$"cls_{stride}", $"zero4_{stride}"], $"flat4_{stride}")
                .Node("Add", [$"flat4_{stride}", $"box_{stride}"], $"bbox_{stride}")
                .Node("MatMul", [$"cls_{stride}", $"zero10_{stride}"], $"flat10_{stride}")
                .Node("Add", [$"flat10_{stride}", $"points_{stride}"], $"kps_{stride}")
                .Output($"cls_{stride}", -1, -10 - stride, 1).Output($"obj_{stride}", -1, -10 - stride, 1)
                .Output($"bbox_{stride}", -1, -10 - stride, 4).Output($"kps_{stride}", -1, -10 - stride, 10);
        }

        return onnx.Save(Next());
    }

    /// <summary>
    /// Logits: happiness 8 × the mean of the normalised crop, all others 0. With <paramref name="oneFace"/> it says that it takes batches
    /// and works with one face alone.
    /// </summary>
    public string Emotion(
        string? kind = "emotion", string? labels = Labels, string? temperature = "2", string? template = Template, int size = 32, int outputs = 8,
        string version = "1", bool oneFace = false)
    {
        var weights = new float[size * size * outputs];
        for (var i = 0; i < size * size; i++)
            weights[i * outputs + 1] = 8f / (size * size);
        return Meta(kind, "test-emotion", version).Meta("streammood.labels", labels).Meta("streammood.temperature", temperature)
            .Meta("streammood.template", template).Meta("streammood.mean", "127.5").Meta("streammood.scale", "0.00784313725")
            .Input("face", -1, 1, size, size)
            .Longs("flat", oneFace ? 1 : 0, -1)
            .Floats("weights", weights, size * size, outputs)
            .Node("Reshape", ["face", "flat"], "row")
            .Node("MatMul", ["row", "weights"], "logits")
            .Output("logits", -1, outputs)
            .Save(Next());
    }

    /// <summary>
    /// A classifier as others make them: input <c>data</c> [batch,3,size,size], output <c>label</c>, logits 8 × the mean of each
    /// plane for the first three labels, in this order; a second readout <c>fer</c> that always answers its last label.
    /// </summary>
    public string Foreign(
        string labels = "anger,disgust,fear", string mean = "0", string scale = "0.00392156863", string? colour = null, string? output = null,
        string? boxSide = null, long batch = -1, bool fer = false)
    {
        const int Size = 16, Area = Size * Size;
        var (count, weights) = (labels.Split(',').Length, new List<float>());
        for (var i = 0; i < 3 * Area; i++)
            weights.AddRange(Enumerable.Range(0, count).Select(l => l == i / Area ? 8f / Area : 0));
        var onnx = Meta("emotion", "test-foreign").Meta("streammood.labels", labels).Meta("streammood.temperature", "1")
            .Meta("streammood.template", Template).Meta("streammood.mean", mean).Meta("streammood.scale", scale)
            .Meta("streammood.colour", colour).Meta("streammood.output", output).Meta("streammood.box_side", boxSide)
            .Input("data", batch, 3, Size, Size)
            .Longs("flat", 0, -1)
            .Floats("weights", [.. weights], 3 * Area, count)
            .Node("Reshape", ["data", "flat"], "row");
        if (!fer)
            return onnx.Node("MatMul", ["row", "weights"], "label").Output("label", batch, count).Save(Next());
        return onnx.Meta("streammood.fer_labels", "happiness,sadness").Meta("streammood.fer_temperature", "1")
            .Floats("none", new float[6 * Area], 3 * Area, 2).Floats("last", [0, 8])
            .Node("MatMul", ["row", "weights"], "logits")
            .Node("MatMul", ["row", "none"], "zero").Node("Add", ["zero", "last"], "fer")
            .Output("logits", batch, count).Output("fer", batch, 2)
            .Save(Next());
    }

    /// <summary>A face whose every pixel is 200 × weight of happiness + 10 × first identity value.</summary>
    public string Generator(string? kind = "generator", int size = 16, int identity = 4)
    {
        var weights = new float[(8 + identity) * size * size];
        for (var i = 0; i < size * size; i++)
            (weights[1 * size * size + i], weights[8 * size * size + i]) = (200, 10);
        return Meta(kind, "test-generator").Meta("streammood.template", Template).Meta("streammood.labels", Labels)
            .Input("expression", -1, 8).Input("identity", -1, identity)
            .Longs("square", 0, 1, size, size)
            .Floats("weights", weights, 8 + identity, size * size)
            .Node("Concat", ["expression", "identity"], "row", ("axis", [1]))
            .Node("MatMul", ["row", "weights"], "pixels")
            .Node("Reshape", ["pixels", "square"], "face")
            .Output("face", -1, 1, size, size)
            .Save(Next());
    }

    /// <summary>A file with arbitrary bytes.</summary>
    public string File(string name, ReadOnlySpan<byte> bytes)
    {
        var path = Path.Combine(_folder, name);
        System.IO.File.WriteAllBytes(path, bytes);
        return path;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static OnnxWriter Meta(string? kind, string name, string version = "1") => new OnnxWriter()
        .Meta("streammood.kind", kind).Meta("streammood.name", name).Meta("streammood.version", version).Meta("streammood.license", "Apache-2.0");

    private string Next() => Path.Combine(_folder, $"model-{++_count}.onnx");
}
