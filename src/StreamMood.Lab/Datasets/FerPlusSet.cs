using System.Globalization;
using StreamMood.Contracts;
using StreamMood.Contracts.Events;

namespace StreamMood.Lab.Datasets;

/// <summary>FER2013 with the votes of FER+. Splits: the usages of <c>labels.csv</c> (Training, PublicTest, PrivateTest), or <c>all</c>; default PublicTest.</summary>
internal static class FerPlusSet
{
    private static readonly string[] Votes = [.. Emotions.Labels, "unknown", "nf"];

    public static EmotionDataset Load(EmotionDatasetOptions options)
    {
        var labels = options.Labels ?? LabelSet.FerPlus;
        string[] columns = ["usage", "sheet", "tile", .. labels == LabelSet.Fer ? ["fer_label"] : Votes];
        var table = CsvTable.Read(Path.Combine(options.Folder, "labels.csv"), columns);
        var split = options.Split ?? "PublicTest";
        var sheets = new TileSheets(options.Folder, 48);
        var (faces, others, rows, twins) = (new List<LabelledFace>(), new List<FacePicture>(), 0, 0);
        foreach (var row in table.Rows)
        {
            var inside = split == "all" || row["usage"].Equals(split, StringComparison.OrdinalIgnoreCase);
            var picture = sheets.Tile(row, row["sheet"], "tile");
            if (!inside)
            {
                others.Add(picture);
                continue;
            }

            rows++;
            if ((labels == LabelSet.Fer ? Fer(row) : Majority(row)) is not { } label)
                continue;
            faces.Add(new LabelledFace($"{table.Path} row {row.Number}", picture, label));
            if (table.Has("twin_in_test") && row["twin_in_test"] == "1")
                twins++;
        }

        if (faces.Count == 0)
            throw new UserErrorException(
                $"{table.Path}: split '{split}' has no labelled pictures; the column usage has {string.Join(", ", table.Rows.Select(r => r["usage"]).Distinct().Take(6))}");
        List<string> notes = ["the tile is taken as the face"];
        if (labels == LabelSet.FerPlus)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{rows - faces.Count} of {rows} pictures are left out: no majority, unknown, or not a face"));
        if (twins > 0)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{twins} pictures are marked twin_in_test: their exact pixels also stand in a later split"));
        return new EmotionDataset { Name = "ferplus", Labels = labels, Split = split, Faces = faces, Others = others, Notes = notes, OwnLabels = labels == LabelSet.Fer };
    }

    private static Emotion? Fer(CsvRow row) =>
        row.Int("fer_label") is var number && number < EmotionNames.Fer.Count
            ? EmotionNames.Fer[number]
            : throw row.Refuse($"label {number} is unknown; fer_label is 0 to 6");

    private static Emotion? Majority(CsvRow row)
    {
        Span<int> votes = stackalloc int[FerPlusVotes.Choices];
        for (var i = 0; i < votes.Length; i++)
            votes[i] = row.Int(Votes[i]);
        return FerPlusVotes.Majority(votes);
    }
}
