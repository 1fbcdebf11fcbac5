using System.Security.Cryptography;
using System.Text.Json;
using StreamMood.Tests.Lab.Evaluation;
using StreamMood.Tests.Vision;

namespace StreamMood.Tests.Cli;

public sealed class CompareTests : IDisposable
{
    private readonly MadeUpSets _sets = new();
    private readonly TestModels _models = new();

    public void Dispose()
    {
        _sets.Dispose();
        _models.Dispose();
    }

    [Fact]
    public async Task Compare_MadeUpSets_WritesPageTablesAndJson()
    {
        _sets.CkPlus();
        var page = Path.Combine(_sets.Root, "report.html");
        var model = _models.Emotion();
        var sum = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(model)));
        File.WriteAllText(Path.ChangeExtension(model, ".curve.json"), $$"""{"model":"made@1","sha256":"{{sum}}","series":[{"name":"share right","points":[[1,0.25],[2,0.75]]}]}""");
        var call = await Call.RunAsync(
            "compare", "--data", _sets.Root, "--model", model, "--model", _models.Emotion(size: 24), "--detector", _models.Detector(), "--html", page, "--json");
        Assert.Equal((0, ""), (call.ExitCode, call.Error));
        using var json = JsonDocument.Parse(call.Out);
        var set = Assert.Single(json.RootElement.GetProperty("emotions").EnumerateArray());
        Assert.Equal(2, set.GetProperty("reports").GetArrayLength());
        Assert.Contains(json.RootElement.GetProperty("notes").EnumerateArray(), n => n.GetString()!.StartsWith("ferplus is not in", StringComparison.Ordinal));
        Assert.Contains(
            json.RootElement.GetProperty("published").EnumerateArray(), p => p.GetProperty("accuracy").ValueKind == JsonValueKind.Null);
        var html = File.ReadAllText(page);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", html, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", html, StringComparison.Ordinal);
        Assert.Contains("not available", html, StringComparison.Ordinal);
        Assert.Contains("made@1: what more epochs bring", html, StringComparison.Ordinal);
        Assert.Equal(0.75, json.RootElement.GetProperty("training")[0].GetProperty("series")[0].GetProperty("points")[1][1].GetDouble());
        Assert.Equal(html.Split("<svg").Length, html.Split("</svg>").Length);
    }

    [Fact]
    public async Task Compare_WrongInput_IsOneLine()
    {
        (await Call.RunAsync("compare", "--data", "nowhere")).IsRefusedWith("--data 'nowhere'");
        (await Call.RunAsync("compare", "--data", _sets.Root)).IsRefusedWith("ferplus, ckplus, muxspace");
        (await Call.RunAsync("compare", "--data", _sets.Root, "--html", "/nowhere/at/all.html")).IsRefusedWith("/nowhere/at");
        (await Call.RunAsync("compare", "--data", _sets.Root, "--model", "a", "--model", "a")).IsRefusedWith("--model names 'a' twice");
    }
}
