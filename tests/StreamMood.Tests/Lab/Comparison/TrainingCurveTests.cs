using StreamMood.Lab.Comparison;
using StreamMood.Tests.Vision;
using StreamMood.Vision.Emotions;
using StreamMood.Vision.Models;

namespace StreamMood.Tests.Lab.Comparison;

public sealed class TrainingCurveTests : IDisposable
{
    private readonly TestModels _models = new();

    public void Dispose() => _models.Dispose();

    [Theory]
    [InlineData("", "left out")]
    [InlineData("[]", "left out")]
    [InlineData("""{"model":"x@1","sha256":"y","series":[{"name":"a","points":[[1,0.5]]}]}""", "another file")]
    [InlineData("""{"model":"x@1","sha256":"SHA","series":[{"name":"a","points":[[1]]}]}""", "left out")]
    [InlineData("""{"model":"x@1","sha256":"SHA","series":[{"name":"a","points":[null]}]}""", "left out")]
    public void Find_WrongCurve_IsLeftOutAndNoted(string text, string words)
    {
        var (model, info) = Model();
        File.WriteAllText(Path.ChangeExtension(model, ".curve.json"), text.Replace("SHA", info.Sha256, StringComparison.Ordinal));
        var notes = new List<string>();
        Assert.Null(TrainingCurve.Find(info, notes));
        Assert.Contains(words, Assert.Single(notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Find_CurveOfTheFile_IsRead()
    {
        var (model, info) = Model();
        Assert.Null(TrainingCurve.Find(info, []));
        File.WriteAllText(Path.ChangeExtension(model, ".curve.json"), $$"""{"model":"x@1","sha256":"{{info.Sha256}}","series":[{"name":"a","points":[[1,0.5],[2,0.75]]}]}""");
        var curve = TrainingCurve.Find(info, []);
        Assert.Equal([2, 0.75], curve!.Series[0].Points[1]);
    }

    private (string Path, ModelInfo Info) Model()
    {
        var path = _models.Emotion();
        using var classifier = EmotionClassifier.Load(path, new ModelSessionOptions());
        return (path, classifier.Info);
    }
}
