using System.Globalization;
using StreamMood.Cli.Configuration;
using StreamMood.Contracts.Events;

namespace StreamMood.Cli.Commands;

/// <summary>Gives the recommender its songs, where a catalogue is set, and says which rows of it are left out.</summary>
internal static class SongSetup
{
    private const int ShownRows = 10;

    /// <exception cref="StreamMood.Contracts.UserErrorException">When catalogue or model cannot be used.</exception>
    public static void Apply(StreamMoodSettings settings, Terminal terminal)
    {
        if (settings.Songs.Open() is not var (player, catalogue))
            return;
        settings.Recommender.UseSongs(player);
        if (catalogue.Skipped.Count == 0 && player.Selector.Admitted == catalogue.Songs.Count)
            return;
        var categories = string.Join(", ", SongCategories.Songs.Select(c => string.Create(CultureInfo.InvariantCulture, $"{player.Selector.Count(c)} {c.Name()}")));
        terminal.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"streammood: catalogue {catalogue.Path}: {catalogue.Songs.Count} songs, of which {player.Selector.Admitted} may be chosen ({categories}); {catalogue.Skipped.Count} rows skipped"));
        foreach (var (row, why) in catalogue.Skipped.Take(ShownRows))
            terminal.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"streammood: catalogue row {row} skipped: {why}"));
        if (catalogue.Skipped.Count > ShownRows)
            terminal.Error.WriteLine("streammood: all skipped rows: streammood catalogue FILE --json");
    }
}
