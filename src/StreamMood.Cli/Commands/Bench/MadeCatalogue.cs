using System.Globalization;

namespace StreamMood.Cli.Commands.Bench;

/// <summary>What <c>bench catalogue --json</c> prints; rows = songs + skipped.</summary>
/// <param name="Rows">Rows written.</param>
/// <param name="Format">csv, json or jsonl.</param>
/// <param name="Bytes">Size of the file.</param>
/// <param name="Songs">Songs read.</param>
/// <param name="Skipped">Rows left out.</param>
/// <param name="BadRows">Rows that were written to be left out.</param>
/// <param name="Seconds">Reading, scoring, everything, for the first time in the process.</param>
/// <param name="CpuSeconds">Seconds of all cores in that time.</param>
/// <param name="ModelSeconds">The song model alone, over as many songs on all cores.</param>
/// <param name="ModelCpuSeconds">Seconds of all cores in that time.</param>
/// <param name="AllocatedBytesPerRow">Managed bytes a row.</param>
/// <param name="Cores">Cores that the process may use.</param>
internal sealed record CatalogueBenchReport(
    int Rows, string Format, long Bytes, int Songs, int Skipped, int BadRows, double Seconds, double CpuSeconds, double ModelSeconds, double ModelCpuSeconds,
    double AllocatedBytesPerRow, int Cores);

/// <summary>A catalogue of random songs, the same every time, in which every hundredth row cannot be used.</summary>
internal static class MadeCatalogue
{
    private static readonly string[] Names =
    [
        "id", "title", "artist", "genre", "explicit", "danceability", "acousticness", "energy", "instrumentalness", "liveness", "valence", "loudness",
        "speechiness", "tempo", "duration_ms", "release_date",
    ];

    private static readonly string[] Genres = ["pop", "rock", "folk", "hip hop", "jazz", "classical"];

    /// <summary>Writes it.</summary>
    /// <returns>How many rows cannot be used.</returns>
    public static int Write(string path, int rows, string format, CancellationToken cancellationToken)
    {
        using var file = new StreamWriter(path);
        var (random, bad) = (new Random(1), 0);
        if (format == "csv")
            file.WriteLine(string.Join(',', Names));
        else if (format == "json")
            file.Write('[');
        for (var row = 1; row <= rows; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var values = Row(random, row);
            if (row % 100 == 0)
                values[bad++ % 2 == 0 ? 7 : 13] = bad % 3 == 0 ? "\"loud\"" : "-3";
            if (format == "csv")
                file.WriteLine(string.Join(',', values));
            else
                file.Write($"{{{string.Join(',', Names.Zip(values, (n, v) => $"\"{n}\":{v}"))}}}{(format == "jsonl" ? "\n" : row < rows ? "," : "]")}");
        }

        return bad;
    }

    private static string[] Row(Random random, int row)
    {
        return
        [
            $"\"{(ulong)random.NextInt64():x16}\"", FormattableString.Invariant($"\"Song {row}, Part {row % 7}\""), FormattableString.Invariant($"\"Artist {random.Next(20_000)}\""),
            $"\"{Genres[row % Genres.Length]}\"", row % 9 == 0 ? "true" : "false",
            Share(), Share(), Share(), Share(), Share(), Share(), Number(-60 * random.NextDouble(), "0.###"), Share(), Number(60 + 140 * random.NextDouble(), "0.###"),
            Number(random.Next(60_000, 600_000), "0"), FormattableString.Invariant($"\"{random.Next(1950, 2025)}-0{random.Next(1, 10)}-11\""),
        ];

        string Share() => Number(random.NextDouble(), "0.#####");
        static string Number(double value, string form) => value.ToString(form, CultureInfo.InvariantCulture);
    }
}
