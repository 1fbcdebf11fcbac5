using System.Globalization;
using System.Text;
using StreamMood.Mood.Songs.Catalogue;
using StreamMood.Mood.Songs.Models;

namespace StreamMood.Tests.Mood.Songs;

/// <summary>Catalogues for tests, and the bundled model.</summary>
internal sealed class Made : IDisposable
{
    public const string Header = "id,title,artist,explicit,genre,danceability,acousticness,energy,instrumentalness,liveness,valence,loudness,speechiness,tempo,duration_ms";

    public static string BundledModel { get; } = Path.Combine(Repository.Root, "src", "StreamMood.Mood", "Songs", "bundled", "streammood-songs.onnx");

    public string Folder { get; } = Directory.CreateTempSubdirectory("streammood-catalogue").FullName;

    public SongModel Model { get; } = SongModel.Open(BundledModel);

    public void Dispose()
    {
        Model.Dispose();
        Directory.Delete(Folder, true);
    }

    public string File(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Songs whose category is given, spread over the plane; every fourth of an artist with several songs.</summary>
    public SongCatalogue Given(int count, string extra = "") => SongCatalogue.Load(File($"given{count}{extra.Length}.csv", GivenText(count, extra)), Model);

    public static string Row(int i, string energy = "0.8") => string.Create(
        CultureInfo.InvariantCulture, $"id{i},song {i},artist {i / 2},{(i % 10 == 0 ? "true" : "false")},pop,0.6,0.1,{energy},0,0.1,0.5,-5,0.05,{100 + i % 50},200000");

    public static string Rows(int count) => $"{Header}\n{string.Concat(Enumerable.Range(0, count).Select(i => Row(i) + "\n"))}";

    private static string GivenText(int count, string extra)
    {
        string[] categories = ["happy", "energetic", "calm", "sad"];
        var (random, text) = (new Random(4), new StringBuilder("id,title,artist,category,valence,energy,tempo,genre,explicit,duration\n"));
        for (var i = 0; i < count; i++)
            text.AppendLine(CultureInfo.InvariantCulture, $"s{i},song {i},artist {i / 8 * 4 + i % 4},{categories[i % 4]},{random.NextDouble():0.###},{random.NextDouble():0.###},{80 + i % 100},{(i % 3 == 0 ? "rock" : "folk")},{(i % 7 == 0 ? 1 : 0)},120");
        return text + extra;
    }
}
