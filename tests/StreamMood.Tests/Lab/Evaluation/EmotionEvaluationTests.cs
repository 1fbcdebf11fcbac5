using StreamMood.Contracts;
using StreamMood.Lab.Datasets;
using StreamMood.Lab.Evaluation;
using StreamMood.Tests.Vision;
using StreamMood.Tests.Vision.Imaging;

namespace StreamMood.Tests.Lab.Evaluation;

public sealed class EmotionEvaluationTests : IDisposable
{
    private readonly TestModels _models = new();
    private readonly MadeUpSets _sets = new();

    public void Dispose()
    {
        _models.Dispose();
        _sets.Dispose();
    }

    [Fact]
    public async Task FerPlus_Majority_LeavesOutTiesAndCountsEightClasses()
    {
        var evaluation = await RunAsync(_sets.FerPlus(), DatasetFormat.FerPlus);
        var report = Assert.Single(evaluation.Reports);
        Assert.Equal(("ferplus", "ferplus", "PublicTest", 3, 0), (report.Dataset, report.Labels, report.Split, report.Images, report.NoFace));
        Assert.Equal(2 / 3.0, report.Accuracy, 1e-6);
        Assert.Equal(8, report.Confusion.Length);
        Assert.Equal(1, report.Confusion[7][0]); // contempt was taken for neutral
        Assert.Equal(new DuplicateReport(3, 2, 1, 0, 0, 0), evaluation.Duplicates);
        Assert.Contains(evaluation.Notes, n => n.StartsWith("1 of 4 pictures are left out", StringComparison.Ordinal));
        Assert.Contains(evaluation.Notes, n => n.StartsWith("1 pictures are marked twin_in_test", StringComparison.Ordinal));
    }

    [Fact]
    public async Task FerPlus_FerLabels_HasSevenClassesThatSumToOne()
    {
        var evaluation = await RunAsync(_sets.FerPlus(), DatasetFormat.FerPlus, LabelSet.Fer);
        var report = Assert.Single(evaluation.Reports);
        Assert.Equal((4, 0.75, 7), (report.Images, report.Accuracy, report.PerClass.Count));
        Assert.DoesNotContain(report.PerClass, c => c.Label == "contempt");
        // The black pictures: seven equal probabilities, one of them true, after contempt has gone.
        Assert.True(report.Nll > 3 * Math.Log(7) / 4 - 0.1);
        Assert.Contains(evaluation.Notes, n => n.Contains("no picture shows surprise, anger, disgust, fear", StringComparison.Ordinal));
    }

    [Fact]
    public async Task FerPlus_TestTimeAugmentation_ReadsTheSame()
    {
        var options = Options();
        options.TestTimeAugmentation = true;
        var evaluation = await RunAsync(_sets.FerPlus(), DatasetFormat.FerPlus, options: options);
        Assert.Equal(2 / 3.0, evaluation.Reports[0].Accuracy, 1e-6);
    }

    [Fact]
    public async Task CkPlus_Default_TakesThePeaks()
    {
        var evaluation = await RunAsync(_sets.CkPlus(), DatasetFormat.CkPlus);
        Assert.Equal(("peak", 2, 0.5), (evaluation.Reports[0].Split, evaluation.Reports[0].Images, evaluation.Reports[0].Accuracy));
        Assert.Equal(4, evaluation.Duplicates.Others);
    }

    [Fact]
    public async Task Muxspace_WithoutLabeller_LeavesThemOutAndSaysWhatIsAligned()
    {
        var all = await RunAsync(_sets.Muxspace(), DatasetFormat.Muxspace);
        Assert.Equal(3, all.Reports[0].Images);
        Assert.Contains(all.Notes, n => n.Contains("own five points (1 without any", StringComparison.Ordinal));
        Assert.Contains(all.Notes, n => n.Contains("jhamski", StringComparison.Ordinal));
        var without = await RunAsync(_sets.Muxspace(), DatasetFormat.Muxspace, split: "without-jhamski");
        Assert.Equal((2, 1.0), (without.Reports[0].Images, without.Reports[0].Accuracy));
    }

    [Fact]
    public async Task Folder_Detected_TakesTheFoundFaceAndCountsPicturesWithout()
    {
        // The test detector sees a face about every bright place, none in the black picture.
        var folder = _sets.Classes(
            ("happy", "a.jpg", TestPictures.Jpeg(TestPictures.Draw(320, 240, (_, _) => 255))),
            ("happy", "b.png", PngReaderTests.Png(TestPictures.Draw(320, 240, (_, _) => 255))),
            ("sad", "c.jpg", TestPictures.Jpeg(TestPictures.Draw(320, 240, (_, _) => 0))));
        var report = (await RunAsync(folder, DatasetFormat.Folder)).Reports[0];
        Assert.Equal(("fer", 3, 1, 1.0), (report.Labels, report.Images, report.NoFace, report.Accuracy));
    }

    [Fact]
    public async Task Folder_Aligned_TakesThePictureAsTheFace()
    {
        var folder = _sets.Classes(
            ("contempt", "a.png", PngReaderTests.Png(TestPictures.Draw(60, 40, (_, _) => 0))),
            ("happiness", "b.jpg", TestPictures.Jpeg(TestPictures.Draw(50, 70, (_, _) => 255))));
        var report = (await RunAsync(folder, DatasetFormat.Folder, aligned: true)).Reports[0];
        Assert.Equal(("ferplus", 2, 0, 0.5), (report.Labels, report.Images, report.NoFace, report.Accuracy));
    }

    [Fact]
    public async Task SeveralModels_SamePictures_AreCompared()
    {
        var options = Options();
        options.Models = [_models.Emotion(), _models.Emotion(size: 24)];
        var evaluation = await RunAsync(_sets.FerPlus(), DatasetFormat.FerPlus, options: options);
        Assert.Equal(2, evaluation.Reports.Count);
        Assert.Equal(1, Assert.Single(evaluation.Differences).Test.P);
    }

    [Fact]
    public async Task Cancelled_Stops() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => EmotionEvaluation.RunAsync(
            new EmotionDatasetOptions { Folder = _sets.FerPlus() }, Options(), null, new CancellationToken(canceled: true)));

    [Fact]
    public async Task FerPlus_WrongRows_AreNamed()
    {
        await RefusedAsync(_sets.FerPlus(rows => [.. rows, "6,PublicTest,train_00.png,6,7,0,0,0,0,0,0,0,0,0,0,0"]), "labels.csv row 8: label 7 is unknown", LabelSet.Fer);
        await RefusedAsync(_sets.FerPlus(rows => [.. rows, "6,PublicTest,none.png,6,3,0,10,0,0,0,0,0,0,0,0,0"]), "labels.csv row 8: sheet 'none.png'");
        await RefusedAsync(_sets.FerPlus(rows => [.. rows, "6,PublicTest,train_00.png,40,3,0,10,0,0,0,0,0,0,0,0,0"]), "labels.csv row 8: ");
        await RefusedAsync(_sets.FerPlus(rows => [.. rows.Select(r => r.Replace("fear", "angst", StringComparison.Ordinal))]), "column 'fear' is missing");
        await RefusedAsync(_sets.FerPlus(rows => rows[..3]), "split 'PublicTest' has no labelled pictures");
    }

    [Fact]
    public async Task Folder_EmptyClass_IsNamed()
    {
        var folder = _sets.Classes(("happy", "a.jpg", TestPictures.Jpeg(TestPictures.Waves(64, 64))), ("sad", "readme.txt", []));
        await RefusedAsync(folder, "class 'sad' is empty", format: DatasetFormat.Folder);
    }

    [Fact]
    public async Task Folder_UnknownClass_IsNamed() =>
        await RefusedAsync(_sets.Classes(("hungry", "a.jpg", [])), "class 'hungry' is unknown", format: DatasetFormat.Folder);

    [Fact]
    public async Task Folder_UnreadablePicture_IsNamed() =>
        await RefusedAsync(_sets.Classes(("happy", "a.jpg", [1, 2, 3])), "a.jpg: not a picture", format: DatasetFormat.Folder);

    [SkippableFact]
    public async Task FerPlus_RealPublicTest_HasThePublishedCounts()
    {
        var folder = Repository.Data("ferplus");
        Skip.If(folder is null, "needs ../shared/data/ferplus beside the repository");
        var fer = EmotionDataset.Load(new EmotionDatasetOptions { Folder = folder!, Labels = LabelSet.Fer });
        var majority = EmotionDataset.Load(new EmotionDatasetOptions { Folder = folder!, Labels = LabelSet.FerPlus });
        Assert.Equal((3589, 28709), (fer.Faces.Count, fer.Others.Count));
        Assert.Equal([607, 895, 415, 653, 467, 56, 496], fer.Labels.Classes().Select(c => fer.Faces.Count(f => f.Label == c)));
        Assert.Equal(3199, majority.Faces.Count);
        var report = await DuplicateReport.FindAsync(fer, 2, null, default);
        // The set's own table of pixel hashes knows as many.
        Assert.Equal(280, report.ExactOutside);
    }

    private async Task RefusedAsync(string folder, string words, LabelSet? labels = null, DatasetFormat format = DatasetFormat.FerPlus)
    {
        var error = await Assert.ThrowsAsync<UserErrorException>(() => RunAsync(folder, format, labels));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    private Task<EmotionEvaluation> RunAsync(
        string folder, DatasetFormat format, LabelSet? labels = null, string? split = null, bool aligned = false, EmotionEvaluationOptions? options = null) =>
        EmotionEvaluation.RunAsync(
            new EmotionDatasetOptions { Folder = folder, Format = format, Labels = labels, Split = split, Aligned = aligned },
            options ?? Options(), null, default);

    private EmotionEvaluationOptions Options() => new() { Models = [_models.Emotion()], Detector = _models.Detector(), Lanes = 2 };
}
