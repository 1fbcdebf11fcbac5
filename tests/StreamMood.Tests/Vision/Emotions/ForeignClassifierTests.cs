using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Vision;
using StreamMood.Vision.Detection;
using StreamMood.Vision.Emotions;
using StreamMood.Vision.Imaging;
using StreamMood.Vision.Models;

namespace StreamMood.Tests.Vision.Emotions;

/// <summary>Classifiers with planes, labels, crops and outputs other than ours.</summary>
public sealed class ForeignClassifierTests : IDisposable
{
    private static readonly ModelSessionOptions Cpu = new() { Provider = "cpu" };
    private readonly TestModels _models = new();

    public void Dispose() => _models.Dispose();

    [Theory]
    [InlineData(null, Emotion.Anger)]
    [InlineData("rgb", Emotion.Anger)]
    [InlineData("bgr", Emotion.Fear)]
    public void Find_RedFaceAndColourModel_PlanesComeInTheOrderItNames(string? colour, Emotion expected)
    {
        Assert.Equal(expected, Read(_models.Foreign(colour: colour)).Top);
    }

    [Fact]
    public void Find_BoxCrop_TakesTheWholeBox()
    {
        // 3 × the box's side around a 32-pixel square in a black picture: a ninth of the crop is bright.
        var aligned = Read(_models.Foreign());
        var wide = Read(_models.Foreign(boxSide: "3"));
        Assert.True(wide[Emotion.Anger] < aligned[Emotion.Anger], $"{wide[Emotion.Anger]} is not below {aligned[Emotion.Anger]}");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void Classify_FewerLabels_OthersHaveNoProbability(long batch)
    {
        using var classifier = EmotionClassifier.Load(_models.Foreign("sadness,neutral,contempt", batch: batch), Cpu);
        var crops = new float[3 * classifier.Crop.Length];
        // One face bright in the first plane, one in the second, one dark.
        crops.AsSpan(0, classifier.Crop.Length / 3).Fill(1);
        crops.AsSpan(classifier.Crop.Length * 4 / 3, classifier.Crop.Length / 3).Fill(1);
        var scores = new EmotionScores[3];
        classifier.Classify(crops, scores);
        Assert.Equal([Emotion.Sadness, Emotion.Neutral], scores[..2].Select(s => s.Top));
        var high = Math.Exp(8) / (Math.Exp(8) + 2);
        Assert.Equal(high, scores[0][Emotion.Sadness], 1e-5);
        Assert.Equal(1 / 3f, scores[2][Emotion.Contempt], 1e-5f);
        Assert.All(scores, s => Assert.Equal((0f, 0f), (s[Emotion.Happiness], s[Emotion.Anger])));
    }

    [Fact]
    public void Classify_Probabilities_ComeBackAsTheyAre()
    {
        // "Probabilities" of 0.75, 0.25 and 0 (8 × the plane's mean).
        using var classifier = EmotionClassifier.Load(_models.Foreign(output: "probabilities"), Cpu);
        var (crops, plane) = (new float[classifier.Crop.Length], classifier.Crop.Length / 3);
        crops.AsSpan(0, plane).Fill(0.75f / 8);
        crops.AsSpan(plane, plane).Fill(0.25f / 8);
        var scores = new EmotionScores[1];
        classifier.Classify(crops, scores);
        Assert.Equal(0.75, scores[0][Emotion.Anger], 1e-4);
        Assert.Equal(0.25, scores[0][Emotion.Disgust], 1e-4);
    }

    [Fact]
    public void Classify_SecondReadout_AnswersOnlyWhenAsked()
    {
        using var classifier = EmotionClassifier.Load(_models.Foreign(fer: true), Cpu);
        Assert.True(classifier.HasFerReadout);
        var crops = new float[classifier.Crop.Length];
        crops.AsSpan(0, crops.Length / 3).Fill(1);
        var scores = new EmotionScores[1];
        classifier.Classify(crops, scores);
        Assert.Equal(Emotion.Anger, scores[0].Top);
        classifier.Classify(crops, scores, EmotionReadout.Fer);
        Assert.Equal(Emotion.Sadness, scores[0].Top);
    }

    [Fact]
    public void Load_MetadataThatCannotBe_SaysWhy()
    {
        Refused(_models.Foreign("anger,anger,fear"), "'anger,anger,fear'", "each once");
        Refused(_models.Foreign("anger"), "two labels or more");
        Refused(_models.Foreign("anger,joy,fear"), "'joy'", "happiness");
        Refused(_models.Foreign(mean: "1,2"), "streammood.mean", "expected 1 or 3");
        Refused(_models.Foreign(colour: "cmyk"), "'cmyk'", "rgb or bgr");
        Refused(_models.Foreign(output: "votes"), "'votes'", "logits or probabilities");
        Refused(_models.Foreign(boxSide: "0"), "streammood.box_side", "above 0");
        Refused(_models.Foreign(batch: 4), "[4,3,16,16]");
    }

    // A red square of 32 pixels where the test detector finds a face, through the worker's own path.
    private EmotionScores Read(string model)
    {
        using var detector = FaceDetector.Load(_models.Detector(), Cpu);
        using var classifier = EmotionClassifier.Load(model, Cpu);
        using var finder = FaceFinder.Create(detector, classifier, new VisionOptions { DetectorSize = 320 });
        var picture = new Picture();
        picture.Resize(320, 256, 3);
        picture.Pixels.Clear();
        for (var y = 96; y < 128; y++)
            for (var x = 96; x < 128; x++)
                picture.Row(y)[3 * x + 2] = 255;
        // Red alone is dark to the grey test detector; the place is given instead.
        var found = new FoundFaces();
        found.Reset(320, 256);
        finder.Align(
            picture,
            [new DetectedFace(new Box(96, 96, 32, 32), 1, new Landmarks(new Point(104, 106), new Point(120, 106), new Point(112, 113), new Point(106, 121), new Point(118, 121)))],
            found);
        var scores = new EmotionScores[1];
        classifier.Classify(found.Crops, scores);
        return scores[0];
    }

    private static void Refused(string path, params string[] parts)
    {
        var error = Assert.Throws<UserErrorException>(() => EmotionClassifier.Load(path, Cpu));
        Assert.All(parts, p => Assert.Contains(p, error.Message, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', error.Message);
    }
}
