using StreamMood.Contracts.Events;

namespace StreamMood.Lab.Datasets;

/// <summary>
/// In-the-wild faces of github muxspace/facial_expressions. Splits: <c>all</c> (the default), <c>without-jhamski</c> (without the
/// labeller whose labels look unreliable), folds by person.
/// </summary>
internal static class MuxspaceSet
{
    private const string Doubtful = "jhamski";
    private static readonly string[] Points = ["lm_rx", "lm_ry", "lm_lx", "lm_ly", "lm_nx", "lm_ny", "lm_mrx", "lm_mry", "lm_mlx", "lm_mly"];

    public static EmotionDataset Load(EmotionDatasetOptions options)
    {
        var labels = options.Labels ?? LabelSet.Fer;
        string[] columns = ["sheet", "tile", "person", "labeller", "emotion", .. options.Aligned ? [] : Points];
        var table = CsvTable.Read(Path.Combine(options.Folder, "labels.csv"), columns);
        var split = options.Split ?? "all";
        var inside = SplitName.Parse(
            table, split, r => r["person"], ("all", _ => true), ("without-jhamski", r => r["labeller"] != Doubtful), ("jhamski", r => r["labeller"] == Doubtful));
        var sheets = new TileSheets(options.Folder, 96);
        var sheet = new LabelledSheet(
            table, labels, inside, r => sheets.Tile(r, r["sheet"], "tile"), r => r["person"], options.Aligned ? _ => null : Landmarks);
        var without = options.Aligned ? 0 : sheet.Faces.Count(f => f.Landmarks is null);
        List<string> notes =
        [
            options.Aligned ? "the tile is taken as the face" : "aligned on the set's own five points" + (without > 0 ? $" ({without} without any: the tile is taken as the face)" : ""),
        ];
        if (table.Rows.Any(r => inside(r) && r["labeller"] == Doubtful))
            notes.Add($"the labeller {Doubtful} looks unreliable: see --split without-{Doubtful} too");
        return sheet.ToDataset("muxspace", split, notes);
    }

    private static Landmarks? Landmarks(CsvRow row)
    {
        if (row[Points[0]].Length == 0)
            return null;
        var p = Array.ConvertAll(Points, row.Float);
        return new Landmarks(new Point(p[0], p[1]), new Point(p[2], p[3]), new Point(p[4], p[5]), new Point(p[6], p[7]), new Point(p[8], p[9]));
    }
}
