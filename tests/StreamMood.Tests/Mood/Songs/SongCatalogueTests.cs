using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Mood.Songs.Catalogue;
using StreamMood.Mood.Songs.Models;

namespace StreamMood.Tests.Mood.Songs;

public sealed class SongCatalogueTests : IDisposable
{
    private readonly Made _made = new();

    public void Dispose() => _made.Dispose();

    [Fact]
    public void Load_Csv_MapsColumnsByNameAndScoresEverySong()
    {
        var text = "\uFEFFTrack Name,Artists,Danceability,acousticness,Energy,instrumentalness,liveness,valence,loudness,speechiness,BPM,length,release_date,my notes\n"
            + "\"A \"\"quoted\"\", title\",Somebody,0.6,0.1,0.8,0,0.1,0.6,-5,0.05,120,210000,1985-02-01,\"two\nlines\"\r\n"
            + "Quiet,,0.4,0.98,0.08,0.93,0.1,0.15,-25,0.04,70,180,2019,\n";
        var catalogue = SongCatalogue.Load(_made.File("a.csv", text), _made.Model);
        Assert.Empty(catalogue.Skipped);
        var (first, second) = (catalogue.Songs[0], catalogue.Songs[1]);
        Assert.Equal(("A \"quoted\", title", "Somebody", 120f, 210f), (first.Title, first.Artist, first.Tempo, first.Seconds));
        Assert.Equal("Somebody – A \"quoted\", title", first.Id);
        Assert.Equal((0.2f, 0.6f), (MathF.Round(first.Mood.Valence, 3), MathF.Round(first.Mood.Arousal, 3)));
        Assert.Equal(180f, second.Seconds);
        Assert.Equal(SongCategory.Calm, second.Category);
        Assert.InRange(second.Shares.Happy + second.Shares.Energetic + second.Shares.Calm + second.Shares.Sad, 0.999f, 1.001f);
    }

    [Theory]
    [InlineData("""{"title":"b\ud83d","category":"sad"}""")]
    [InlineData("""{"ti\ud83dtle":"b","title":"b","category":"sad"}""")]
    [InlineData("""{"title":"b","artist":["b","\udc00"],"category":"sad"}""")]
    public void Load_JsonWithHalfACharacter_CostsThatRowOnly(string bad)
    {
        var (first, last) = ("""{"title":"a","category":"happy"}""", """{"title":"c","category":"calm","artist":"\ud83d\ude00"}""");
        foreach (var (name, text) in (ReadOnlySpan<(string, string)>)[("half.json", $"[{first},{bad},{last}]"), ("half.jsonl", $"{first}\n{bad}\n{last}")])
        {
            var catalogue = SongCatalogue.Load(_made.File(name, text), _made.Model);
            Assert.Equal(["a", "😀 – c"], catalogue.Songs.Select(s => s.Id));
            Assert.Equal(2, Assert.Single(catalogue.Skipped).Row);
            Assert.Contains("half a character", catalogue.Skipped[0].Why, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Load_BadRows_AreSkippedByLineAndNothingIsLost()
    {
        string[] lines =
        [
            Made.Header, Made.Row(1), Made.Row(2, "NaN"), Made.Row(3, "loud"), Made.Row(4, "1.2"), "too,few", Made.Row(1), "", Made.Row(5, ""), Made.Row(6),
            "x7,\"never closed,a,0,pop,1", Made.Row(8), Made.Row(9).Replace("false", "maybe", StringComparison.Ordinal), Made.Row(11),
        ];
        var catalogue = SongCatalogue.Load(_made.File("bad.csv", string.Join('\n', lines) + "\n"), _made.Model);
        Assert.Equal(["id1", "id6", "id8", "id11"], catalogue.Songs.Select(s => s.Id));
        Assert.Equal([3, 4, 5, 6, 7, 9, 11, 13], catalogue.Skipped.Select(s => s.Row));
        Assert.Equal("'energy' is NaN, expected 0 to 1", catalogue.Skipped[0].Why);
        Assert.Equal("'energy' is 'loud', expected a number", catalogue.Skipped[1].Why);
        Assert.Equal("2 fields, expected the header's 15", catalogue.Skipped[3].Why);
        Assert.Equal("'id1' stands in row 2 already", catalogue.Skipped[4].Why);
        Assert.Equal("'energy' is missing", catalogue.Skipped[5].Why);
        Assert.Equal("a quote is opened and never closed", catalogue.Skipped[6].Why);
    }

    /// <summary>A quote that opens by mistake costs its own line, however far away the next one stands.</summary>
    [Fact]
    public void Load_StrayQuotes_CostOnlyTheirLines()
    {
        var lines = Enumerable.Range(0, 30).Select(i => Made.Row(i)).ToArray();
        lines[4] = lines[4].Replace("song 4", "\"song 4", StringComparison.Ordinal);
        lines[5] = lines[5].Replace("song 5", "the 12\" single", StringComparison.Ordinal);
        lines[9] = lines[9].Replace("song 9", "\"two\nlines, \"\"really\"\"\"", StringComparison.Ordinal);
        lines[20] = lines[20].Replace("song 20", "\"song 20", StringComparison.Ordinal);
        lines[22] = lines[22].Replace("song 22", " \"other, lines\" ", StringComparison.Ordinal);
        var catalogue = SongCatalogue.Load(_made.File("stray.csv", $"{Made.Header}\n{string.Join('\n', lines)}"), _made.Model);
        Assert.Equal([6, 23], catalogue.Skipped.Select(s => s.Row));
        Assert.Contains("a quote is opened that only line ", catalogue.Skipped[0].Why, StringComparison.Ordinal);
        Assert.Equal(28, catalogue.Songs.Count);
        Assert.Contains(catalogue.Songs, s => s.Title == "the 12\" single");
        Assert.Contains(catalogue.Songs, s => s.Title == "two\nlines, \"really\"");
        Assert.Contains(catalogue.Songs, s => s.Title == "other, lines");
    }

    /// <summary>What is written by RFC 4180 is read as it was, in CSV as in JSON.</summary>
    [Property(MaxTest = 60)]
    public Property Load_AnyTitles_AreReadAsWritten()
    {
        var title = Gen.ListOf(Gen.Elements("a", "é", "歌", "\"", ",", "\n", "\r\n", " ", "x y", "\"\"")).Select(parts => string.Concat(parts).Trim()).Where(t => t.Length > 0);
        return Prop.ForAll(Gen.NonEmptyListOf(title).ToArbitrary(), titles =>
        {
            var csv = string.Concat(titles.Select((t, i) => $"{i},\"{t.Replace("\"", "\"\"", StringComparison.Ordinal)}\",calm\r\n"));
            var json = string.Join(",", titles.Select((t, i) => $"{{\"id\":{i},\"title\":{JsonSerializer.Serialize(t)},\"category\":\"calm\"}}"));
            foreach (var (name, text) in (ReadOnlySpan<(string, string)>)[("titles.csv", "id,title,category\n" + csv), ("titles.json", $"[{json}]")])
            {
                var catalogue = SongCatalogue.Load(_made.File(name, text), _made.Model);
                Assert.Empty(catalogue.Skipped);
                Assert.Equal(titles, catalogue.Songs.Select(s => s.Title));
            }
        });
    }

    [Fact]
    public void Load_Json_GivesTheSameSongsAsCsv()
    {
        var csv = SongCatalogue.Load(_made.File("a.csv", Made.Rows(40)), _made.Model);
        var names = Made.Header.Split(',');
        var objects = Enumerable.Range(0, 40).Select(i => Made.Row(i).Split(',')).Select(values =>
            "{" + string.Join(",", names.Zip(values, (n, v) => double.TryParse(v, out _) || v is "true" or "false" ? $"\"{n}\":{v}" : $"\"{n}\":\"{v}\"")) + "}").ToArray();
        var list = SongCatalogue.Load(_made.File("a.json", $"{{\"songs\":[{string.Join(",", objects)},7]}}"), _made.Model);
        var lines = SongCatalogue.Load(_made.File("a.jsonl", string.Join("\n", objects) + "\n{oops\n"), _made.Model);
        Assert.Equal(csv.Songs, list.Songs);
        Assert.Equal(csv.Songs, lines.Songs);
        Assert.Equal(new SkippedRow(41, "it is a JSON number, expected an object"), Assert.Single(list.Skipped));
        Assert.Equal(41, Assert.Single(lines.Skipped).Row);
    }

    [Fact]
    public void Load_UselessFile_IsOneLineThatSaysWhy()
    {
        Refused("title,artist\nx,y\n", "needs the columns", "'danceability'", "'category'");
        Refused("artist,energy\nx,1\n", "'title' or 'id'");
        Refused("", "empty");
        Refused(Made.Header + "\n", "holds no song");
        Refused($"{Made.Header}\n{Made.Row(1, "NaN")}\n", "no usable song", "row 2");
        Refused("[{]", "not JSON");
        Refused("title\0artist", "not UTF-8 text");
        Assert.Contains("no such file", Assert.Throws<UserErrorException>(() => SongCatalogue.Load("nowhere.csv", _made.Model)).Message, StringComparison.Ordinal);

        void Refused(string text, params string[] words)
        {
            var name = text.StartsWith('[') ? "x.json" : "x.csv";
            var message = Assert.Throws<UserErrorException>(() => SongCatalogue.Load(_made.File(name, text), _made.Model)).Message;
            Assert.All(words, w => Assert.Contains(w, message, StringComparison.Ordinal));
            Assert.DoesNotContain('\n', message);
        }
    }

    /// <summary>Whatever stands in a file: every row is a song or skipped, and rows rise.</summary>
    [Property(MaxTest = 60)]
    public Property Load_AnyRows_AddUp()
    {
        var field = Gen.Elements("0.5", "1", "", "x", "NaN", "-1", "\"0.5\"", "\"", "a,b", "\"a\"\"b\"", "1e3", " 0.2 ");
        var row = Gen.OneOf(
            Gen.Choose(1, 1000).Select(i => Made.Row(i)), Gen.ListOf(field, 15).Select(f => string.Join(',', f)), field.Select(f => f.Contains('"', StringComparison.Ordinal) ? "y" : f + "z"));
        return Prop.ForAll(Gen.ListOf(row).ToArbitrary(), rows =>
        {
            // A quote that is never closed takes its line only; one that is, may join lines. So those with quotes are left to the other test.
            var plain = rows.Where(r => !r.Contains('"', StringComparison.Ordinal)).ToArray();
            try
            {
                var catalogue = SongCatalogue.Load(_made.File("any.csv", $"{Made.Header}\n{string.Join('\n', plain)}\n"), _made.Model);
                Assert.Equal(plain.Length, catalogue.Songs.Count + catalogue.Skipped.Count);
                Assert.Equal(catalogue.Skipped.Select(s => s.Row).Order(), catalogue.Skipped.Select(s => s.Row));
                return true;
            }
            catch (UserErrorException e)
            {
                return e.Message.Contains("holds no", StringComparison.Ordinal);
            }
        });
    }

    [Fact]
    public void Bundled_Catalogue_HasSongsOfEveryCategory()
    {
        var catalogue = SongCatalogue.Load(Path.Combine(Repository.Root, "src", "StreamMood.Mood", "Songs", "bundled", "public-domain.csv"), _made.Model);
        Assert.Empty(catalogue.Skipped);
        Assert.Equal(48, catalogue.Songs.Count);
        Assert.All(SongCategories.Songs, c => Assert.InRange(catalogue.Songs.Count(s => s.Category == c), 6, 20));
    }

    [Fact]
    public void Open_WrongModel_IsOneLine()
    {
        var detector = Path.Combine(Repository.Root, "src", "StreamMood.Vision", "Models", "bundled", "streammood-detector.onnx");
        Assert.Contains("expected a song model", Assert.Throws<UserErrorException>(() => SongModel.Open(detector)).Message, StringComparison.Ordinal);
        Assert.Contains("not an ONNX model", Assert.Throws<UserErrorException>(() => SongModel.Open(_made.File("x.onnx", "no"))).Message, StringComparison.Ordinal);
        Assert.Contains("no such file", Assert.Throws<UserErrorException>(() => SongModel.Open("nowhere.onnx")).Message, StringComparison.Ordinal);
    }
}
