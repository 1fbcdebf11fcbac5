using FsCheck.Xunit;
using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Vision.Emotions;
using StreamMood.Vision.Models;

namespace StreamMood.Tests.Vision.Emotions;

public sealed class EmotionClassifierTests : IDisposable
{
    private static readonly ModelSessionOptions Cpu = new() { Provider = "cpu" };
    private readonly TestModels _models = new();

    public void Dispose() => _models.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(70)]
    public void Classify_AnyBatch_ScoresEachFaceByItself(int batch)
    {
        using var classifier = EmotionClassifier.Load(_models.Emotion(), Cpu);
        var crops = new float[batch * classifier.Crop.Length];
        for (var i = 0; i < batch; i++)
            crops.AsSpan(i * classifier.Crop.Length, classifier.Crop.Length).Fill(i % 3 - 1);
        var scores = new EmotionScores[batch];
        classifier.Classify(crops, scores);
        for (var i = 0; i < batch; i++)
        {
            // Logit 8 × mean, temperature 2, seven others at 0.
            var happy = Math.Exp(8 * (i % 3 - 1) / 2.0);
            Assert.Equal(happy / (happy + 7), scores[i][Emotion.Happiness], 1e-4);
            Assert.Equal(1, scores[i].ReadOnly.ToArray().Sum(), 1e-4);
        }
    }

    [Fact]
    public void Classify_FromManyThreads_DoesNotMixFaces()
    {
        using var classifier = EmotionClassifier.Load(_models.Emotion(), Cpu);
        Parallel.For(0, 200, i =>
        {
            var crops = new float[(i % 5 + 1) * classifier.Crop.Length];
            crops.AsSpan().Fill(i % 2 * 2 - 1);
            var scores = new EmotionScores[i % 5 + 1];
            classifier.Classify(crops, scores);
            Assert.All(scores, s => Assert.Equal(i % 2 == 1, s.Top == Emotion.Happiness));
        });
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(200, EmotionClassifier.MaxBatch)]
    public void Classify_MoreFacesThanOneRunTakes_AreScoredInParts(int maxBatch, int perRun)
    {
        using var classifier = EmotionClassifier.Load(_models.Emotion(), Cpu, maxBatch);
        Assert.Equal(perRun, classifier.Batch);
        var crops = new float[100 * classifier.Crop.Length];
        for (var i = 0; i < 100; i++)
            crops.AsSpan(i * classifier.Crop.Length, classifier.Crop.Length).Fill(i % 2 * 2 - 1);
        var scores = new EmotionScores[100];
        classifier.Classify(crops, scores);
        Assert.All(Enumerable.Range(0, 100), i => Assert.Equal(i % 2 == 1, scores[i].Top == Emotion.Happiness));
    }

    [Fact]
    public void Classify_LengthsThatDoNotFit_Throws()
    {
        using var classifier = EmotionClassifier.Load(_models.Emotion(), Cpu);
        Assert.Throws<ArgumentException>(() => classifier.Classify(new float[10], new EmotionScores[1]));
        classifier.Classify([], []);
    }

    [Fact]
    public void Load_ReadsWhatItsFileSays()
    {
        using var classifier = EmotionClassifier.Load(_models.Emotion(), Cpu);
        Assert.Equal((32, 127.5f), (classifier.CropSize, classifier.Crop.Pixels[0].Mean));
        Assert.Equal(new Point(0.3f, 0.35f), classifier.Crop.Template!.Value.Points.RightEye);
    }

    [Theory]
    [InlineData("auto", "cpu", ModelFiles.DefaultEmotion)]
    [InlineData("auto", "cuda", ModelFiles.LargeEmotion)]
    [InlineData(ModelFiles.LargeEmotion, "cpu", ModelFiles.LargeEmotion)]
    [InlineData("./auto", "cuda", "./auto")]
    public void Emotion_NameAndProvider_GivesTheModel(string name, string provider, string model) => Assert.Equal(model, ModelFiles.Emotion(name, provider));

    [Fact]
    public void Load_AutoOnTheCpu_IsTheSmallModel()
    {
        using var classifier = EmotionClassifier.Load(ModelFiles.Auto, Cpu);
        Assert.Equal(ModelFiles.DefaultEmotion, classifier.Info.Name);
    }

    [Fact]
    public void Load_Auto_IsTheModelOfTheProviderThatWorks()
    {
        using var classifier = EmotionClassifier.Load(ModelFiles.Auto, new ModelSessionOptions());
        Assert.Equal(ModelFiles.Emotion(ModelFiles.Auto, classifier.Provider.Name), classifier.Info.Name);
    }

    [SkippableFact]
    public void Load_AutoOnCudaWhereThereIsNone_TriesTheLargeModelAndNoOther()
    {
        using (var classifier = EmotionClassifier.Load(ModelFiles.Auto, new ModelSessionOptions()))
            Skip.If(classifier.Provider.Name == "cuda", "CUDA works here");
        var error = Assert.Throws<UserErrorException>(() => EmotionClassifier.Load(ModelFiles.Auto, new ModelSessionOptions { Provider = "cuda" }));
        Assert.Contains(ModelFiles.LargeEmotion, error.Message, StringComparison.Ordinal);
        Assert.Contains("cuda", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FilesItDoesNotUnderstand_SayWhy()
    {
        Refused(_models.Detector(), "a detector model", "expected an emotion model");
        Refused(_models.Emotion(kind: null), "lacks 'streammood.kind'");
        Refused(_models.Emotion(labels: "happy,sad"), "'happy'", "neutral, happiness");
        Refused(_models.Emotion(labels: null), "streammood.labels");
        Refused(_models.Emotion(temperature: null), "streammood.temperature");
        Refused(_models.Emotion(temperature: "warm"), "'warm'");
        Refused(_models.Emotion(temperature: "0"), "above 0");
        Refused(_models.Emotion(template: "1,2,3"), "streammood.template", "ten numbers");
        Refused(_models.Emotion(template: "0.7,0.35,0.3,0.35,0.5,0.55,0.35,0.75,0.65,0.75"), "right eye");
        Refused(_models.Emotion(outputs: 7), "'logits'", "[N,8]");
        Refused(_models.Emotion(oneFace: true), "any number of faces", "fails with 2", "batch of 1");
        Refused(_models.File("cut.onnx", File.ReadAllBytes(_models.Emotion()).AsSpan(0, 300)), "cut.onnx", "not an ONNX model");
        Refused(_models.File("empty.onnx", []), "empty.onnx");
    }

    [Property(MaxTest = 200)]
    public void Softmax_AnyLogits_IsADistribution(float[] values)
    {
        if (values.Length == 0)
            return;
        var probabilities = new float[values.Length];
        Softmax.Apply(values, 0.7f, probabilities);
        Assert.All(probabilities, p => Assert.InRange(p, 0f, 1f));
        Assert.Equal(1, probabilities.Sum(), 1e-3f);
    }

    private static void Refused(string path, params string[] parts)
    {
        var error = Assert.Throws<UserErrorException>(() => EmotionClassifier.Load(path, Cpu));
        Assert.All(parts, p => Assert.Contains(p, error.Message, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', error.Message);
    }
}
