using System.Security.Cryptography;
using StreamMood.Lab.Training.Onnx;
using StreamMood.Mood.Songs.Models;

namespace StreamMood.Tests.Mood.Songs;

public sealed class BundledSongModelTests
{
    [Fact]
    public void Open_BundledModel_IsTheOneOfItsCardAndSums()
    {
        var folder = Path.GetDirectoryName(Made.BundledModel)!;
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Made.BundledModel)));
        using var model = SongModel.Open(Made.BundledModel);
        Assert.Equal(sha256, model.Sha256);
        Assert.Equal("streammood-songs@0.1.0", model.Id);
        Assert.Equal($"{sha256}  streammood-songs.onnx", File.ReadAllText(Path.Combine(folder, "SHA256SUMS")).Trim());
        Assert.Contains(sha256, File.ReadAllText(Path.Combine(folder, "streammood-songs.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Score_MissingOptionalFeatures_StillSumsToOne()
    {
        using var model = SongModel.Open(Made.BundledModel);
        var row = model.Features.Select((f, i) => model.IsOptional(i) ? float.NaN : (float)(f.Low + f.High) / 2).ToArray();
        Assert.Equal(1, model.Score(row).Sum(), 3);
    }

    [Fact]
    public void Score_ManyRows_AreScoredAsOneByOne()
    {
        using var model = SongModel.Open(Made.BundledModel);
        var random = new Random(1);
        var rows = Enumerable.Range(0, 5000).SelectMany(_ => model.Features.Select(f => (float)(f.Low + random.NextDouble() * (f.High - f.Low)))).ToArray();
        var all = model.Score(rows);
        var width = model.Features.Count;
        foreach (var i in (int[])[0, 4095, 4096, 4999])
            Assert.All(model.Score(rows[(i * width)..((i + 1) * width)]).Zip(all[(i * 4)..(i * 4 + 4)]), p => Assert.Equal(p.First, p.Second, 1e-5f));
    }

    /// <summary>ML.NET writes one input a column, the training label among them, and calls the probabilities Score.output.</summary>
    [Fact]
    public void Open_ModelLaidOutAsByMlNet_IsCalledByColumn()
    {
        using var made = new Made();
        var graph = new OnnxGraph().Meta("streammood.labels", "sad,happy,calm,energetic");
        string[] inputs = ["Energy", "valence"];
        foreach (var input in inputs)
            graph.Input(input, -1, 1);
        graph.TextInput("mood", -1, 1);
        var row = graph.Node("Concat", inputs, OnnxAttribute.Int("axis", 1));
        // Scores 4 × energy for sad, 4 × valence for energetic, 0 otherwise.
        var scores = graph.Node("MatMul", [row, graph.Constant("weights", [4, 0, 0, 0, 0, 0, 0, 4], 2, 4)]);
        graph.Node("Softmax", "", [scores], ["Score.output"], OnnxAttribute.Int("axis", 1));
        graph.Output("Score.output", -1, 4);
        var path = Path.Combine(made.Folder, "mlnet.onnx");
        File.WriteAllBytes(path, graph.ToArray("mlnet"));
        using var model = SongModel.Open(path);
        Assert.Equal(["energy", "valence"], model.Features.Select(f => f.Name));
        var (strong, rest) = (MathF.Exp(4) / (MathF.Exp(4) + 3), 1 / (MathF.Exp(4) + 3));
        float[] expected = [rest, rest, rest, strong, rest, strong, rest, rest];
        var shares = model.Score([1, 0, 0, 1]);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], shares[i], 1e-5f);
    }
}
