using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace StreamMood.Tests.House;

/// <summary>Holds the committed dashboards to their generator and to Grafana's documented model, and alerts to their runbook.</summary>
public sealed class DashboardTests : IDisposable
{
    private static readonly string Root = FindRoot();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("streammood-dashboards");

    public static TheoryData<string> Boards() => [.. Directory.EnumerateFiles(Path.Combine(Root, "dashboards", "grafana")).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    public void Dispose() => _folder.Delete(recursive: true);

    [SkippableFact]
    public async Task Generate_Again_GivesTheCommittedFiles()
    {
        Skip.IfNot(File.Exists("/usr/bin/python3"), "python3 is not installed");
        using var generate = Process.Start(new ProcessStartInfo("/usr/bin/python3", [Path.Combine(Root, "dashboards", "generate"), _folder.FullName]))!;
        await generate.WaitForExitAsync();
        Assert.Equal(0, generate.ExitCode);
        var made = Directory.EnumerateFiles(_folder.FullName, "*.json", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(_folder.FullName, f)).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(7, made.Length);
        Assert.Equal(made.Length - 1, Directory.GetFiles(Path.Combine(Root, "dashboards", "grafana")).Length);
        foreach (var file in made)
            Assert.Equal(await File.ReadAllTextAsync(Path.Combine(_folder.FullName, file)), await File.ReadAllTextAsync(Path.Combine(Root, "dashboards", file)));
    }

    [Theory]
    [MemberData(nameof(Boards))]
    public void Board_IsOfGrafanasModel(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root, "dashboards", "grafana", file)));
        var board = document.RootElement;
        Assert.Matches("^[a-zA-Z0-9_-]{1,40}$", board.GetProperty("uid").GetString()!);
        Assert.True(board.GetProperty("schemaVersion").GetInt32() >= 36);
        foreach (var (name, kind) in ((string, JsonValueKind)[])
            [("title", JsonValueKind.String), ("tags", JsonValueKind.Array), ("panels", JsonValueKind.Array), ("links", JsonValueKind.Array), ("time", JsonValueKind.Object),
                ("templating", JsonValueKind.Object), ("annotations", JsonValueKind.Object), ("refresh", JsonValueKind.String)])
            Assert.Equal(kind, board.GetProperty(name).ValueKind);
        var names = board.GetProperty("templating").GetProperty("list").EnumerateArray().Select(v => v.GetProperty("name").GetString()!).ToHashSet();
        Assert.Contains("datasource", names);
        Assert.True(board.GetProperty("annotations").GetProperty("list").GetArrayLength() >= 3);

        HashSet<int> ids = [];
        HashSet<string> titles = [];
        HashSet<(int, int)> cells = [];
        foreach (var panel in board.GetProperty("panels").EnumerateArray())
        {
            Assert.True(ids.Add(panel.GetProperty("id").GetInt32()));
            Assert.Contains(panel.GetProperty("type").GetString(), (string[])["row", "stat", "table", "timeseries"]);
            var place = panel.GetProperty("gridPos");
            var (x, y, w, h) = (place.GetProperty("x").GetInt32(), place.GetProperty("y").GetInt32(), place.GetProperty("w").GetInt32(), place.GetProperty("h").GetInt32());
            Assert.True(x >= 0 && w > 0 && h > 0 && x + w <= 24, panel.GetProperty("title").GetString());
            for (var i = 0; i < w * h; i++)
                Assert.True(cells.Add((x + i % w, y + i / w)), $"'{panel.GetProperty("title")}' lies on another panel");
            if (panel.GetProperty("type").GetString() == "row")
                continue;
            var title = panel.GetProperty("title").GetString()!;
            Assert.True(titles.Add(title), title);
            Assert.True(panel.GetProperty("description").GetString()!.Length > 15, title);
            var defaults = panel.GetProperty("fieldConfig").GetProperty("defaults");
            Assert.NotEqual("", defaults.GetProperty("unit").GetString());
            Assert.Equal(JsonValueKind.Null, defaults.GetProperty("thresholds").GetProperty("steps")[0].GetProperty("value").ValueKind);
            Assert.Equal("${datasource}", panel.GetProperty("datasource").GetProperty("uid").GetString());
            var targets = panel.GetProperty("targets").EnumerateArray().ToList();
            Assert.Equal(targets.Count, targets.Select(t => t.GetProperty("refId").GetString()).Distinct().Count());
            foreach (var used in targets.SelectMany(t => Regex.Matches(t.GetProperty("expr").GetString()!, @"\$(\w+)").Select(m => m.Groups[1].Value)))
                Assert.True(used == "__rate_interval" || names.Contains(used), $"'{title}' uses ${used}, which is no variable");
        }
    }

    [Fact]
    public void Alerts_EachHasARunbookAndTestsOfFiringAndKeepingStill()
    {
        var alerts = File.ReadAllText(Path.Combine(Root, "infra", "alerts.yml"));
        var tests = File.ReadAllText(Path.Combine(Root, "infra", "alerts.test.yml"));
        var anchors = Regex.Matches(File.ReadAllText(Path.Combine(Root, "infra", "README.md")), @"^#+ (.+)$", RegexOptions.Multiline)
            .Select(m => m.Groups[1].Value.Trim().ToLowerInvariant().Replace(' ', '-')).ToHashSet();
        var names = Regex.Matches(alerts, @"- alert: (\w+)").Select(m => m.Groups[1].Value).ToList();
        Assert.True(names.Count >= 9);
        Assert.Equal(names.Count, Regex.Count(alerts, "runbook: "));
        foreach (var name in names)
        {
            Assert.Contains($"runbook: infra/README.md#{name.ToLowerInvariant()}", alerts, StringComparison.Ordinal);
            Assert.Contains(name.ToLowerInvariant(), anchors);
            Assert.Contains($"name: {name} fires", tests, StringComparison.Ordinal);
            Assert.Contains($"name: {name} keeps still", tests, StringComparison.Ordinal);
        }
    }

    private static string FindRoot()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "StreamMood.sln")))
            at = at.Parent!;
        return at.FullName;
    }
}
