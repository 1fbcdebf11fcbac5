using StreamMood.Contracts;
using StreamMood.Lab.Datasets;

namespace StreamMood.Tests.Lab.Datasets;

public sealed class SplitNameTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streammood-split-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public void Parse_Folds_PartPeopleAndTogetherHoldAll()
    {
        var table = Table();
        var folds = Enumerable.Range(1, SplitName.Folds).Select(f => Rows(table, $"fold{f}")).ToArray();
        Assert.Equal(table.Rows.Count, folds.Sum(f => f.Length));
        Assert.Equal(table.Rows.Count, folds.SelectMany(f => f).Distinct().Count());
        Assert.All(folds, f => Assert.NotEmpty(f));
        Assert.Empty(folds[1].Select(r => r["who"]).Intersect(Rows(table, "rest2").Select(r => r["who"])));
        Assert.Equal(table.Rows.Count, folds[1].Length + Rows(table, "rest2").Length);
    }

    [Fact]
    public void Parse_SeveralDigits_HoldsThoseFoldsTogether()
    {
        var table = Table();
        Assert.Equal(Rows(table, "fold4").Concat(Rows(table, "fold5")).OrderBy(r => r.Number), Rows(table, "FOLD45"));
        Assert.Equal(table.Rows.Count, Rows(table, "fold45").Length + Rows(table, "rest45").Length);
    }

    [Fact]
    public void Parse_JoinedNames_AllHold() => Assert.All(Rows(Table(), "odd+fold3"), r => Assert.True(r.Number % 2 == 1 && SplitName.Fold(r["who"]) == 3));

    [Fact]
    public void Fold_OfAName_StaysWhatTrainingUses() => Assert.Equal([5, 3, 1], new[] { "S005", "S010", "S011" }.Select(SplitName.Fold));

    [Theory]
    [InlineData("fold6")]
    [InlineData("fold46")]
    [InlineData("fold")]
    [InlineData("test")]
    [InlineData("odd+")]
    public void Parse_UnknownName_ListsTheKnown(string split) =>
        Assert.Contains("expected odd, fold1 to fold5", Assert.Throws<UserErrorException>(() => Rows(Table(), split)).Message, StringComparison.Ordinal);

    private static CsvRow[] Rows(CsvTable table, string split)
    {
        var inside = SplitName.Parse(table, split, r => r["who"], ("odd", r => r.Number % 2 == 1));
        return [.. table.Rows.Where(r => inside(r))];
    }

    private CsvTable Table()
    {
        var path = Path.Combine(_folder, "t.csv");
        File.WriteAllLines(path, ["who,n", .. Enumerable.Range(0, 200).Select(i => $"person{i / 4},{i}")]);
        return CsvTable.Read(path, "who");
    }
}
