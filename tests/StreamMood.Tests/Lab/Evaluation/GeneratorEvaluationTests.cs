using StreamMood.Lab.Evaluation;
using StreamMood.Tests.Cli;
using StreamMood.Tests.Vision;
using StreamMood.Vision.Models;

namespace StreamMood.Tests.Lab.Evaluation;

public sealed class GeneratorEvaluationTests : IDisposable
{
    private readonly TestModels _models = new();

    public void Dispose() => _models.Dispose();

    [Fact]
    public void Run_BundledModels_ReadMostOfWhatWasAsked()
    {
        var report = Assert.Single(GeneratorEvaluation.Run(ModelFiles.DefaultGenerator, [ModelFiles.DefaultEmotion], 10, 1, new ModelSessionOptions(), null, default));
        Assert.Equal((80, 10, 8), (report.Faces, report.People, report.PerClass.Count));
        Assert.True(report.Accuracy > 0.85, $"{report.Accuracy}");
        Assert.InRange(report.IdentitySpread, 10, 120);
        Assert.Equal(80, report.Confusion.Sum(r => r.Sum()));
    }

    [Fact]
    public void Run_ReaderByBoxWithFewerLabels_LeavesTheOthersOut()
    {
        var reader = _models.Foreign(labels: "happiness,neutral,fear", boxSide: "1.1");
        var report = Assert.Single(GeneratorEvaluation.Run(_models.Generator(), [reader], 3, 1, new ModelSessionOptions(), null, default));
        // The made-up generator draws happiness bright and all else dark: all planes are equal, so the first label is read.
        Assert.Equal((9, 3), (report.Faces, report.PerClass.Count));
        Assert.Equal(["surprise", "sadness", "anger", "disgust", "contempt"], report.LeftOut);
    }

    [Fact]
    public void Spread_OfTwoPeople_IsTheirMeanDifference()
    {
        byte[][] faces = [.. Enumerable.Range(0, 16).Select(i => new byte[] { (byte)(i < 8 ? 10 : 30), 100 })];
        Assert.Equal(10, GeneratorEvaluation.Spread(faces, 2), 1e-9);
    }

    [Fact]
    public void Spread_OfSeveral_IsTheMeanOverAllPairs()
    {
        var random = new Random(3);
        byte[][] faces = [.. Enumerable.Range(0, 5 * 8).Select(_ => { var face = new byte[9]; random.NextBytes(face); return face; })];
        var differences = Enumerable.Range(0, 8).SelectMany(e => from a in Enumerable.Range(0, 5) from b in Enumerable.Range(0, a)
            from i in Enumerable.Range(0, 9) select (double)Math.Abs(faces[a * 8 + e][i] - faces[b * 8 + e][i]));
        Assert.Equal(differences.Average(), GeneratorEvaluation.Spread(faces, 5), 1e-9);
    }

    [Fact]
    public void Run_Cancelled_Stops() => Assert.ThrowsAny<OperationCanceledException>(
        () => GeneratorEvaluation.Run(_models.Generator(), [_models.Emotion()], 2, 1, new ModelSessionOptions(), null, new CancellationToken(canceled: true)));

    [Fact]
    public async Task Command_TwoReaders_PrintsALineEachAndRefusesWrongInput()
    {
        var call = await Call.RunAsync("evaluate", "generator", "--model", "streammood-emotion-small", "--model", _models.Emotion(), "--faces", "16", "--json");
        Assert.Equal((0, ""), (call.ExitCode, call.Error));
        Assert.Equal(2, call.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        (await Call.RunAsync("evaluate", "generator", "--faces", "9")).IsRefusedWith("--faces is 9", "multiple of 8");
        (await Call.RunAsync("evaluate", "generator", "--model", _models.Detector())).IsRefusedWith("expected an emotion model");
        (await Call.RunAsync("evaluate", "generator", "--generator", _models.Emotion())).IsRefusedWith("expected a generator");
    }
}
