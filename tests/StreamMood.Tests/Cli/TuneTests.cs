using System.Text.Json;
using StreamMood.Tests.Lab.Evaluation;
using StreamMood.Tests.Vision;

namespace StreamMood.Tests.Cli;

public sealed class TuneTests : IDisposable
{
    private readonly MadeUpSets _sets = new();
    private readonly TestModels _models = new();

    public void Dispose()
    {
        _sets.Dispose();
        _models.Dispose();
    }

    [Fact]
    public async Task Vision_MadeUpTiles_PrintsJsonAndWritesThePage()
    {
        var page = Path.Combine(_sets.Root, "tuned.html");
        var call = await Call.RunAsync(Arguments("--pictures", "20", "--json", "--html", page));
        Assert.Equal((0, ""), (call.ExitCode, call.Error));
        using var json = JsonDocument.Parse(call.Out);
        Assert.Equal(2, json.RootElement.GetProperty("choosing").GetInt32() + json.RootElement.GetProperty("reporting").GetInt32());
        Assert.Equal(320, json.RootElement.GetProperty("now").GetProperty("detectorSize").GetInt32());
        Assert.Equal(2, json.RootElement.GetProperty("chosen").GetProperty("gainCi").GetArrayLength());
        Assert.Contains("<svg", File.ReadAllText(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Vision_NotATerminal_PrintsWholeRowsAndWhatWasChosen()
    {
        var call = await Call.RunAsync(Arguments());
        Assert.Equal((0, ""), (call.ExitCode, call.Error));
        Assert.Contains("chosen: size=", call.Out, StringComparison.Ordinal);
        Assert.Contains(call.Out.Split('\n'), l => l.StartsWith("│ temperature of │ model's │", StringComparison.Ordinal)); // a row a line
    }

    [Fact]
    public async Task Vision_WrongInput_IsOneLine()
    {
        (await Call.RunAsync("tune", "vision", "--data", "nowhere", "--format", "ferplus")).IsRefusedWith("--data 'nowhere'");
        (await Call.RunAsync(Arguments("--sizes", "12"))).IsRefusedWith("--sizes: 12", "64 to 2048");
        (await Call.RunAsync(Arguments("--margins", "wide"))).IsRefusedWith("--margins: 'wide'");
        (await Call.RunAsync(Arguments("--budget", "0"))).IsRefusedWith("--budget is 0");
        (await Call.RunAsync(Arguments("--face-sizes", "90"))).IsRefusedWith("--face-sizes");
        (await Call.RunAsync(Arguments("--pictures", "3"))).IsRefusedWith("--pictures is 3");
        (await Call.RunAsync(Arguments("--negatives", "nowhere.zip"))).IsRefusedWith("--negatives 'nowhere.zip'");
        (await Call.RunAsync(Arguments("--html", "/nowhere/at/all.html"))).IsRefusedWith("/nowhere/at");
        (await Call.RunAsync(Arguments("--html", "/"))).IsRefusedWith("--html /", "cannot be written");
        (await Call.RunAsync(Arguments("--false-faces", "NaN"))).IsRefusedWith("--false-faces");
        (await Call.RunAsync(Arguments("--no-detector", "--false-faces", "0.1"))).IsRefusedWith("--false-faces", "--negatives");
        (await Call.RunAsync(Arguments("--no-detector", "--negatives", "rooms.zip"))).IsRefusedWith("--negatives", "--no-detector");
        (await Call.RunAsync(Arguments("--pictures", "few"))).IsRefusedWith("--pictures", "whole number");
        (await Call.RunAsync(Arguments("--provider", "magic"))).IsRefusedWith("--provider", "'magic'", "auto, cpu, cuda");
        (await Call.RunAsync(Arguments("--report-split", "none"))).IsRefusedWith("'none'");
    }

    private string[] Arguments(params string[] more) =>
        ["tune", "vision", "--data", _sets.CkPlus(), "--format", "ckplus", "--detector", _models.Detector(), "--emotion", _models.Emotion(), .. more];
}
