using StreamMood.Contracts.Events;
using StreamMood.Vision;
using StreamMood.Vision.Analysis;
using StreamMood.Vision.Detection;
using StreamMood.Vision.Emotions;
using StreamMood.Vision.Imaging;
using StreamMood.Vision.Models;
using StreamMood.Vision.Synthesis;

namespace StreamMood.Tests.Vision;

/// <summary>The models that travel with the executable, through the path that the worker takes.</summary>
public sealed class BundledModelsTests : IDisposable
{
    private static readonly ModelSessionOptions Cpu = new() { Provider = "cpu" };
    private readonly FaceDetector _detector = FaceDetector.Load(ModelFiles.DefaultDetector, Cpu);
    private readonly EmotionClassifier _classifier = EmotionClassifier.Load(ModelFiles.DefaultEmotion, Cpu);

    public void Dispose()
    {
        _classifier.Dispose();
        _detector.Dispose();
    }

    [Fact]
    public void Bundled_ListsTheDefaults() => Assert.All(
        [ModelFiles.DefaultDetector, ModelFiles.DefaultEmotion, ModelFiles.LargeEmotion, ModelFiles.DefaultGenerator], m => Assert.Contains(m, ModelFiles.Bundled));

    [Theory]
    [InlineData(ModelFiles.DefaultEmotion, 2_500_000)]
    [InlineData(ModelFiles.LargeEmotion, 20_000_000)]
    public void EmotionClassifiers_ReadTheSameCropAndLabelsWithinTheirBudgets(string model, long bytes)
    {
        using var classifier = EmotionClassifier.Load(model, Cpu);
        Assert.Equal(model, classifier.Info.Name);
        Assert.InRange(classifier.Info.Bytes, 1, bytes);
        Assert.Equal((_classifier.CropSize, _classifier.Crop.Template), (classifier.CropSize, classifier.Crop.Template));
        Assert.Equal(_classifier.Labels, classifier.Labels);
        Assert.True(classifier.HasFerReadout);
        Assert.All([EmotionReadout.Votes, EmotionReadout.Fer], r => Assert.InRange(classifier.Temperature(r), 0.3f, 1.5f));
    }

    [Fact]
    public void GeneratedFaces_AreFoundWhereTheyStand()
    {
        using var generator = FaceGenerator.Load(ModelFiles.DefaultGenerator, Cpu);
        using var finder = FaceFinder.Create(_detector, _classifier, new VisionOptions());
        var (random, found, hits) = (new Random(1), new FoundFaces(), 0);
        for (var i = 0; i < 20; i++)
        {
            var expression = new float[8];
            expression[i % 2] = 1;
            var face = new byte[generator.Size * generator.Size];
            generator.Generate(expression, [.. Enumerable.Range(0, generator.IdentityLength).Select(_ => random.NextSingle() - 0.5f)], face);
            var scene = TestPictures.Draw(640, 480, (x, y) =>
                x is >= 224 and < 416 && y is >= 144 and < 336 ? face[(y - 144) * generator.Size / 192 * generator.Size + (x - 224) * generator.Size / 192] : 120);
            Assert.Equal(FrameStatus.Ok, finder.Find(TestPictures.Jpeg(scene, 90), found));
            if (found.Count > 0 && Near(found.Faces[0].Landmarks.Nose, 224 + generator.Template.Points.Nose.X * 192, 144 + generator.Template.Points.Nose.Y * 192))
                hits++;
        }

        Assert.InRange(hits, 18, 20);
    }

    [SkippableTheory]
    [InlineData("learn.mkv", 61)]
    [InlineData("head-pose-face-detection-male.gif", 62)]
    [InlineData("brother.mkv", 65)]
    public async Task RealVideo_FacesAreFoundInMoreThanNineOfTenFrames(string file, int frames)
    {
        using var analyzer = new PictureAnalyzer(_detector, _classifier, new VisionOptions());
        var results = new List<AnalysisResult>();
        await foreach (var result in analyzer.AnalyzeAsync([TestPictures.Shared("videos", file)], new AnalyzeOptions()))
            results.Add(result);
        Assert.Equal(frames, results.Count);
        Assert.InRange(results.Count(r => r.Faces!.Count > 0), frames * 0.9, frames);
    }

    [SkippableTheory]
    [InlineData(ModelFiles.DefaultEmotion)]
    [InlineData(ModelFiles.LargeEmotion)]
    public void FerplusTiles_AlignedByYunet_AreReadAsWellAsTheModelCardSays(string model)
    {
        using var classifier = EmotionClassifier.Load(model, Cpu);
        using var yunet = FaceDetector.Load(TestPictures.Shared("detectors", "yunet_n_dynamic.onnx"), Cpu);
        using var finder = FaceFinder.Create(yunet, classifier, new VisionOptions());
        var (sheet, scene, found, scores) = (new Picture(), new Picture(), new FoundFaces(), new EmotionScores[32]);
        Assert.Equal(FrameStatus.Ok, PngReader.Read(File.ReadAllBytes(TestPictures.Shared("ferplus", "valid_00.png")), 1, new PictureLimits(), sheet));
        var (seen, right) = (0, 0);
        foreach (var (tile, label) in Majorities(TestPictures.Shared("ferplus", "labels.csv")).Take(500))
        {
            Enlarge(sheet, tile % 32 * 48, tile / 32 * 48, scene);
            found.Reset(scene.Width, scene.Height);
            finder.Find(scene, found);
            if (found.Count == 0)
                continue;
            classifier.Classify(found.Crops, scores.AsSpan(0, found.Count));
            seen++;
            right += (int)scores[0].Top == label ? 1 : 0;
        }

        Assert.True(seen > 400 && right > 0.8 * seen, $"{right} right of {seen} found");
    }

    private static bool Near(Point p, float x, float y) => Math.Abs(p.X - x) < 20 && Math.Abs(p.Y - y) < 20;

    // PublicTest tiles of the first sheet for which one of the eight expressions has more than half of the votes.
    private static IEnumerable<(int Tile, int Label)> Majorities(string csv)
    {
        foreach (var cells in File.ReadLines(csv).Skip(1).Select(l => l.Split(',')))
        {
            if (cells[2].StartsWith("valid_00", StringComparison.Ordinal) is false || cells[^1] == "1")
                continue;
            var votes = cells[8..18].Select(v => int.TryParse(v, out var n) ? n : 0).ToArray();
            var best = Array.IndexOf(votes, votes.Max());
            if (best < 8 && votes[best] * 2 > votes.Sum())
                yield return (int.Parse(cells[3], System.Globalization.CultureInfo.InvariantCulture), best);
        }
    }

    // A tile fills its face to the edge; a detector wants some surroundings.
    private static void Enlarge(Picture sheet, int left, int top, Picture scene)
    {
        scene.Resize(160, 160, 1);
        for (var y = 0; y < 160; y++)
            for (var x = 0; x < 160; x++)
                scene.Row(y)[x] = sheet.Row(top + Math.Clamp((y - 32) / 2, 0, 47))[left + Math.Clamp((x - 32) / 2, 0, 47)];
    }
}
