namespace StreamMood.Lab.Datasets;

/// <summary>
/// CK+ (Lucey et al. 2010) at 48×48, the last three frames of each sequence. Splits: <c>peak</c>, the last frame of each
/// sequence (the default: the other two are near copies), <c>all</c>, folds by subject.
/// </summary>
internal static class CkPlusSet
{
    public static EmotionDataset Load(EmotionDatasetOptions options)
    {
        var labels = options.Labels ?? LabelSet.Fer;
        var table = CsvTable.Read(Path.Combine(options.Folder, "labels.csv"), "tile", "emotion", "subject", "sequence", "nth_of_last3");
        var split = options.Split ?? "peak";
        var inside = SplitName.Parse(table, split, r => r["subject"], ("peak", r => r.Int("nth_of_last3", 1) == 3), ("all", _ => true));
        var sheets = new TileSheets(options.Folder, 48);
        var sheet = new LabelledSheet(table, labels, inside, r => sheets.Tile(r, "ckplus48.png", "tile"), r => r["subject"], _ => null);
        return sheet.ToDataset("ckplus", split, ["the tile is taken as the face"]);
    }
}
