using System.Text.Json;
using StreamMood.Tests.Mood.Songs;

namespace StreamMood.Tests.Cli;

public sealed class SongCommandsTests : IDisposable
{
    private readonly Made _made = new();

    public void Dispose() => _made.Dispose();

    [Fact]
    public async Task Catalogue_Json_RowsAreSongsAndSkipped()
    {
        var file = _made.File("songs.csv", Made.Rows(30) + Made.Row(31, "NaN") + "\nshort\n");
        var call = await Call.RunAsync("catalogue", file, "--json");
        Assert.Equal((0, ""), (call.ExitCode, call.Error));
        var json = JsonDocument.Parse(call.Out).RootElement;
        Assert.Equal((32, 30, 2), (json.GetProperty("rows").GetInt32(), json.GetProperty("songs").GetInt32(), json.GetProperty("skipped").GetInt32()));
        Assert.Equal(30, json.GetProperty("categories").EnumerateObject().Sum(c => c.Value.GetInt32()));
        Assert.Equal([32, 33], json.GetProperty("skippedRows").EnumerateArray().Select(r => r.GetProperty("row").GetInt32()));
        Assert.Contains("row 32 skipped: 'energy' is NaN", (await Call.RunAsync("catalogue", file)).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SongVerbs_WrongInput_IsOneLine()
    {
        var file = _made.File("songs.csv", "name,energy\na,0.5\n");
        (await Call.RunAsync("catalogue", file)).IsRefusedWith("songs.csv", "'danceability'");
        (await Call.RunAsync("catalogue", "nowhere.csv")).IsRefusedWith("nowhere.csv", "no such file");
        (await Call.RunAsync("catalogue", file, "--model", file)).IsRefusedWith("not an ONNX model");
        (await Call.RunAsync("evaluate", "songs", "--data", file)).IsRefusedWith("'mood'");
        (await Call.RunAsync("evaluate", "songs", "--data", "nowhere.csv")).IsRefusedWith("nowhere.csv");
        (await Call.RunAsync("evaluate", "chain", "--cameras", "0")).IsRefusedWith("--cameras is 0");
        (await Call.RunAsync("evaluate", "chain", "--data", file, "--catalogue", file)).IsRefusedWith("--data", "--catalogue");
    }

    [Fact]
    public async Task EvaluateSongs_Json_HasEveryField()
    {
        var rows = Made.Rows(12).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] moods = ["Happy", "Energetic", "Calm", "Sad"];
        var file = _made.File("songs.csv", string.Join('\n', rows.Select((r, i) => i == 0 ? r + ",mood" : $"{r},{moods[i % 4]}")) + "\n");
        var call = await Call.RunAsync("evaluate", "songs", "--data", file, "--json");
        Assert.Equal((0, ""), (call.ExitCode, call.Error));
        Assert.Equal(
            "model sha256 data songs seenInTraining accuracy accuracyCi macroPrecision macroRecall macroF1 logLoss ece perClass confusion transfer",
            string.Join(' ', JsonDocument.Parse(call.Out).RootElement.EnumerateObject().Select(p => p.Name)));
    }

    [Fact]
    public async Task EvaluateChain_OneCamera_EveryWindowHasItsSong()
    {
        var call = await Call.RunAsync("evaluate", "chain", "--cameras", "1", "--seconds", "30", "--fps", "3", "--json");
        Assert.Equal((0, ""), (call.ExitCode, call.Error));
        var json = JsonDocument.Parse(call.Out).RootElement;
        Assert.InRange(json.GetProperty("windows").GetInt32(), 12, 30);
        Assert.InRange(json.GetProperty("category").GetProperty("accuracy").GetDouble(), 0.8, 1);
        Assert.Equal(json.GetProperty("category").ToString(), json.GetProperty("song").ToString());
        Assert.InRange(json.GetProperty("distinctSongs").GetInt32(), 2, 30);
    }
}
