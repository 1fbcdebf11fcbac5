using System.Text.Json;
using StreamMood.Lab.Comparison;

namespace StreamMood.Tests.Lab.Comparison;

public sealed class LinearSvmTests
{
    [Fact]
    public void Decide_MadeUpPoints_IsWhatScikitLearnSays()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "tests", "TestData", "linear-svm.json")));
        var root = json.RootElement;
        float[][] Table(string name) => [.. root.GetProperty(name).EnumerateArray().Select(r => r.EnumerateArray().Select(v => v.GetSingle()).ToArray())];
        var (rows, decisions) = (Table("rows"), Table("decisions"));
        int[] labels = [.. root.GetProperty("labels").EnumerateArray().Select(l => l.GetInt32())];
        var svm = LinearSvm.Train(rows, labels, 3, root.GetProperty("cost").GetDouble(), passes: 2000, seed: 1, CancellationToken.None);
        var got = new float[3];
        for (var i = 0; i < rows.Length; i++)
        {
            svm.Decide(rows[i], got);
            for (var c = 0; c < 3; c++)
                Assert.Equal(decisions[i][c], got[c], 2e-3f);
        }
    }
}
