using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Lab.Datasets;
using StreamMood.Lab.Evaluation;
using StreamMood.Lab.Tuning;
using StreamMood.Tests.Vision;
using StreamMood.Tests.Vision.Imaging;
using StreamMood.Vision.Models;
using StreamMood.Vision.Synthesis;

namespace StreamMood.Tests.Lab.Tuning;

/// <summary>On faces of nobody, drawn by the bundled generator and read by the bundled models.</summary>
public sealed class VisionTuningTests : IDisposable
{
    private static readonly string[] Names = ["neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt"];
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("streammood-tuning-");

    public void Dispose() => _root.Delete(true);

    [Fact]
    public async Task Run_GeneratedFacesInRooms_MarksNowChosenAndFront()
    {
        var steps = new List<EvaluationStep>();
        var report = await VisionTuning.RunAsync(Options(), new Steps(steps), default);
        Assert.Equal((12, 12), (report.Choosing, report.Reporting));
        Assert.Equal((320, 1f, false), (report.Now.DetectorSize, report.Now.Margin, report.Now.Flip));
        Assert.Equal((0.0, 0.0, 0.0), (report.Now.Gain, report.Now.GainCi[0], report.Now.GainCi[1]));
        Assert.Equal(2 * 3 * 2 * 2, report.Tried);
        // Quicker and more accurate in turn.
        Assert.All(report.Front.Zip(report.Front.Skip(1)), pair => Assert.True(pair.First.Ms <= pair.Second.Ms && pair.First.ChoosingAccuracy < pair.Second.ChoosingAccuracy));
        Assert.True(report.Best.ChoosingAccuracy >= report.Chosen.ChoosingAccuracy);
        Assert.True(report.Chosen.Ms <= report.Best.Ms);
        Assert.True(report.Now.Found > 0.5, $"found {report.Now.Found}");
        Assert.All(report.Temperatures, t => Assert.InRange(t.Fitted / t.Model, 0.2, 5.01));
        Assert.Equal(24 + 4, steps.Count); // and the empty rooms
        Assert.Contains("now", VisionTuningTables.Settings(report).SelectMany(r => r[0].Split(", ")));
        Assert.Contains("chosen", VisionTuningTables.Settings(report).SelectMany(r => r[0].Split(", ")));
    }

    [Fact]
    public async Task Run_SameSeed_SameChoiceButForTimes()
    {
        var (first, second) = (await VisionTuning.RunAsync(Options(), null, default), await VisionTuning.RunAsync(Options(), null, default));
        Assert.Equal(first.Points.Select(p => p.Accuracy), second.Points.Select(p => p.Accuracy));
        Assert.Equal(first.Now with { Ms = 0, AccuracyCi = [], GainCi = [] }, second.Now with { Ms = 0, AccuracyCi = [], GainCi = [] });
    }

    [Fact]
    public async Task Run_WithoutDetector_TriesMarginAndFlipOnly()
    {
        var options = Options();
        (options.FindFaces, options.Data.Aligned, options.Negatives) = (false, true, null);
        var report = await VisionTuning.RunAsync(options, null, default);
        Assert.Equal(2 * 2, report.Tried);
        Assert.Equal((null, null, 1.0, null), (report.Detector, report.Now.DetectorSize, report.Now.Found, report.Now.FalseFaces));
    }

    [Fact]
    public async Task Run_FolderWithoutNegatives_LeavesTheThreshold()
    {
        var report = await VisionTuning.RunAsync(Options(), null, default);
        Assert.NotNull(report.FalseFacesAllowed);
        var options = Options();
        options.Negatives = null;
        report = await VisionTuning.RunAsync(options, null, default);
        Assert.Null(report.FalseFacesAllowed);
        Assert.Equal(2 * 1 * 2 * 2, report.Tried);
        Assert.Contains(report.Notes, n => n.Contains("threshold stays", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_BudgetThatNothingKeeps_SaysWhatIsLeast()
    {
        var options = Options();
        options.Budget = 1e-6;
        var error = await Assert.ThrowsAsync<UserErrorException>(() => VisionTuning.RunAsync(options, null, default));
        Assert.Contains("--budget", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ValueOutOfRange_NamesTheOption()
    {
        var options = Options();
        options.Sizes = [32];
        var error = await Assert.ThrowsAsync<UserErrorException>(() => VisionTuning.RunAsync(options, null, default));
        Assert.Contains("--sizes: 32", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Cancelled_Stops() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => VisionTuning.RunAsync(Options(), null, new CancellationToken(canceled: true)));

    [Fact]
    public void Page_OfAReport_HasPlotTableAndNoScript()
    {
        var setting = new TunedSetting(320, 0.7f, 1, false, 5, 0.8, 0.79, [0.7, 0.85], 0, [0, 0], 0.9, 0.01);
        var better = setting with { DetectorSize = 640, Ms = 12, ChoosingAccuracy = 0.9, Accuracy = 0.89, Gain = 0.1, GainCi = [0.05, 0.15] };
        var report = new VisionTuningReport
        {
            Dataset = "made", Labels = "fer", Split = "all", ReportSplit = "all", Choosing = 10, Reporting = 10, Detector = "d@1", Emotion = "e@1", Tried = 2,
            FalseFacesAllowed = 0.01, Now = setting, Chosen = better, Best = better, Front = [setting, better], Points = [(5, 0.8), (12, 0.9)],
            Temperatures = [new TunedTemperature("now", 1, 1.2, 0.05, 0.02, 0.5, 0.4)], Notes = ["<b>"],
        };
        var page = VisionTuningTables.Page(report, DateTimeOffset.UnixEpoch);
        Assert.Contains("<polyline", page, StringComparison.Ordinal);
        Assert.Contains("+10.0 points (+5.0 to +15.0), better than now beyond the interval", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", page, StringComparison.Ordinal);
        Assert.Equal(["now", "chosen, best"], VisionTuningTables.Settings(report).Select(r => r[0]));
    }

    [SkippableFact]
    public async Task Run_RealTilesInRooms_FindsMostFaces()
    {
        var (faces, rooms) = (Repository.Data("ckplus"), Repository.Data("faces-in-context"));
        Skip.If(faces is null || rooms is null, "needs ../shared/data/ckplus and faces-in-context beside the repository");
        var report = await VisionTuning.RunAsync(
            new VisionTuningOptions
            {
                Data = new EmotionDatasetOptions { Folder = faces!, Format = DatasetFormat.CkPlus }, Negatives = Path.Combine(rooms!, "negatives.zip"),
                Sizes = [320], Thresholds = [0.7f], Margins = [1], Pictures = 60, FaceSizes = [120, 240], Lanes = 2,
            },
            null, default);
        Assert.True(report.Now.Found > 0.6, $"found {report.Now.Found}");
        Assert.Contains(report.Notes, n => n.StartsWith("people are whole on one side", StringComparison.Ordinal));
    }

    private VisionTuningOptions Options() => new()
    {
        Data = new EmotionDatasetOptions { Folder = Drawn(), Format = DatasetFormat.Folder },
        Negatives = Empty(),
        Sizes = [320, 192], Thresholds = [0.3f, 0.9f], Margins = [1, 0.9f], Pictures = 24, Lanes = 2,
    };

    // Six people with eight expressions each, in the middle of a grey picture.
    private string Drawn()
    {
        var folder = Path.Combine(_root.FullName, "drawn");
        if (Directory.Exists(folder))
            return folder;
        using var generator = FaceGenerator.Load(ModelFiles.DefaultGenerator, new ModelSessionOptions());
        var (face, random) = (new byte[generator.Size * generator.Size], new Random(1));
        for (var person = 0; person < 6; person++)
        {
            float[] identity = [.. Enumerable.Range(0, generator.IdentityLength).Select(_ => (float)(random.NextDouble() * 2 - 1))];
            for (var e = 0; e < Names.Length; e++)
            {
                EmotionScores weights = default;
                weights[(Emotion)e] = 1;
                generator.Generate(weights.ReadOnly, identity, face);
                var scale = 140f / generator.Size;
                var picture = TestPictures.Draw(320, 240, (x, y) =>
                {
                    var (u, v) = ((int)((x - 90) / scale), (int)((y - 50) / scale));
                    var inside = Math.Pow((x - 160) / 56.0, 2) + Math.Pow((y - 120) / 70.0, 2) < 1;
                    return inside && u >= 0 && v >= 0 && u < generator.Size && v < generator.Size ? face[v * generator.Size + u] : 110;
                });
                Directory.CreateDirectory(Path.Combine(folder, Names[e]));
                File.WriteAllBytes(Path.Combine(folder, Names[e], $"{person}.jpg"), TestPictures.Jpeg(picture));
            }
        }

        return folder;
    }

    private string Empty()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_root.FullName, "empty")).FullName;
        for (var i = 0; i < 4; i++)
            File.WriteAllBytes(Path.Combine(folder, $"{i}.png"), PngReaderTests.Png(TestPictures.Draw(160, 120, (x, y) => 40 * i + (x + y) / 4)));
        return folder;
    }

    private sealed class Steps(List<EvaluationStep> steps) : IProgress<EvaluationStep>
    {
        public void Report(EvaluationStep value)
        {
            lock (steps)
                steps.Add(value);
        }
    }
}
