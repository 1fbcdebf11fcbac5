using StreamMood.Contracts;
using StreamMood.Lab.Datasets;

namespace StreamMood.Tests.Lab.Datasets;

public sealed class CsvTableTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streammood-csv-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public void Read_QuotesAndLineBreaks_KeepsFieldsAndCountsLines()
    {
        var table = Read("a,b\n\"x, \"\"y\"\"\",1\n\"two\nlines\",2\n\nplain,3\n");
        Assert.Equal(["x, \"y\"", "two\nlines", "plain"], table.Rows.Select(r => r["a"]));
        Assert.Equal([2, 3, 6], table.Rows.Select(r => r.Number));
        Assert.Equal([1, 2, 3], table.Rows.Select(r => r.Int("b")));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("a,c\n1,2\n", "row 1: column 'b' is missing; found a, c")]
    [InlineData("a,b,a\n1,2,3\n", "row 1: column 'a' stands there twice")]
    [InlineData("a,b\n1,2\n1\n", "row 3: 1 fields, expected the header's 2")]
    [InlineData("a,b\n\"1,2\n", "row 2: a quote is opened and never closed")]
    public void Read_WrongTable_NamesFileAndRow(string text, string words)
    {
        var error = Assert.Throws<UserErrorException>(() => Read(text));
        Assert.Contains("t.csv", error.Message, StringComparison.Ordinal);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("")]
    public void Int_NoWholeNumber_NamesRowColumnAndValue(string value)
    {
        var error = Assert.Throws<UserErrorException>(() => Read($"a,b\n1,{value}\n").Rows[0].Int("b"));
        Assert.EndsWith($"t.csv row 2: column 'b' is '{value}', expected a whole number from 0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MissingFile_SaysSo() =>
        Assert.Contains("no such file", Assert.Throws<UserErrorException>(() => CsvTable.Read(Path.Combine(_folder, "none.csv"))).Message, StringComparison.Ordinal);

    private CsvTable Read(string text)
    {
        var path = Path.Combine(_folder, "t.csv");
        File.WriteAllText(path, text);
        return CsvTable.Read(path, "a", "b");
    }
}
