using System.Text.Json;
using StreamMood.Tests.Lab.Evaluation;
using StreamMood.Tests.Vision;

namespace StreamMood.Tests.Cli;

public sealed class EvaluateTests : IDisposable
{
    private readonly MadeUpSets _sets = new();
    private readonly TestModels _models = new();

    public void Dispose()
    {
        _sets.Dispose();
        _models.Dispose();
    }

    [Fact]
    public async Task Emotions_Json_HasEveryFieldOneModelALineAndNotesOnStderr()
    {
        var call = await Call.RunAsync(
            "evaluate", "emotions", "--data", _sets.FerPlus(), "--format", "ferplus", "--model", _models.Emotion(), "--model", _models.Emotion(size: 24), "--json");
        Assert.Equal(0, call.ExitCode);
        var lines = call.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        using var json = JsonDocument.Parse(lines[0]);
        Assert.Equal(
            "model sha256 readout dataset labels split images noFace accuracy accuracyCi balancedAccuracy macroPrecision macroRecall macroF1 weightedF1 kappa ece nll perClass confusion facesPerSecond modelBytes",
            string.Join(' ', json.RootElement.EnumerateObject().Select(p => p.Name)));
        Assert.Equal(
            "label precision recall f1 support",
            string.Join(' ', json.RootElement.GetProperty("perClass")[0].EnumerateObject().Select(p => p.Name)));
        Assert.Contains("McNemar", call.Error, StringComparison.Ordinal);
        Assert.Contains("duplicates: 1 exact", call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Emotions_Markdown_IsTables()
    {
        var call = await Call.RunAsync("evaluate", "emotions", "--data", _sets.CkPlus(), "--format", "ckplus", "--model", _models.Emotion(), "--markdown");
        Assert.Equal(0, call.ExitCode);
        Assert.Contains("\n| model | readout | accuracy |", call.Out, StringComparison.Ordinal);
        Assert.Contains("\n| surprise |", call.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Emotions_WrongInput_IsOneLine()
    {
        var data = _sets.FerPlus();
        (await Call.RunAsync("evaluate", "emotions", "--data", "nowhere", "--format", "ferplus")).IsRefusedWith("--data 'nowhere'");
        (await Call.RunAsync("evaluate", "emotions", "--data", data, "--format", "ckplus")).IsRefusedWith("labels.csv row 1", "'emotion'");
        (await Call.RunAsync("evaluate", "emotions", "--data", data, "--format", "ferplus", "--split", "Test")).IsRefusedWith("'Test'", "Training, PublicTest");
        (await Call.RunAsync("evaluate", "emotions", "--data", data, "--format", "ferplus", "--model", _models.Detector())).IsRefusedWith("expected an emotion model");
        (await Call.RunAsync("evaluate", "emotions", "--data", data, "--format", "csv")).IsRefusedWith("--format 'csv'", "muxspace", "'streammood evaluate emotions --help'");
        (await Call.RunAsync("evaluate", "emotions", "--data", data, "--format", "ferplus", "--labels", "eight")).IsRefusedWith("--labels 'eight'", "fer, ferplus");
        (await Call.RunAsync("evaluate", "emotions", "--data", data, "--format", "ferplus", "--model", "nothing")).IsRefusedWith("'nothing'");
    }

    [Fact]
    public async Task Detector_WrongInput_IsOneLine()
    {
        var boxes = _sets.TextFile("boxes.csv", "file,x,y,w,h\na.jpg,1,1,5,5\n");
        (await Call.RunAsync("evaluate", "detector", "--images", _sets.Root, "--boxes", "none.csv")).IsRefusedWith("none.csv", "no such file");
        (await Call.RunAsync("evaluate", "detector", "--images", _sets.Root, "--boxes", boxes)).IsRefusedWith("boxes.csv row 2", "'a.jpg'");
        (await Call.RunAsync("evaluate", "detector", "--images", _sets.Root, "--boxes", boxes, "--size", "7")).IsRefusedWith("--size");
    }

    [Fact]
    public async Task Detector_Json_IsOneLine()
    {
        File.WriteAllBytes(Path.Combine(_sets.Root, "a.jpg"), TestPictures.Jpeg(TestPictures.Squares(320, 240, 8, (100, 100)), 100));
        var boxes = _sets.TextFile("boxes.csv", "file,x,y,w,h\na.jpg,84,84,32,32\n");
        var call = await Call.RunAsync("evaluate", "detector", "--images", _sets.Root, "--boxes", boxes, "--model", _models.Detector(), "--json");
        Assert.Equal((0, ""), (call.ExitCode, call.Error));
        Assert.StartsWith("{\"model\":\"test-detector@", Assert.Single(call.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }
}
