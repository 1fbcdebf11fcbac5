using StreamMood.Contracts;
using StreamMood.Contracts.Events;

namespace StreamMood.Lab.Datasets;

/// <summary>A labelled face of a scene.</summary>
/// <param name="Box">In pixels of the picture.</param>
/// <param name="Landmarks">Five points, where the table has them.</param>
internal readonly record struct SceneFace(Box Box, Landmarks? Landmarks);

/// <summary>One picture and all that is labelled in it.</summary>
/// <param name="File">Its name in the source.</param>
/// <param name="Table">Where it stands.</param>
/// <param name="Row">Its first row there.</param>
internal sealed record Scene(string File, string Table, int Row)
{
    public List<SceneFace> Faces { get; } = [];

    /// <summary>Regions that are neither face nor background.</summary>
    public List<Box> Ignore { get; } = [];
}

/// <summary>
/// Reads tables of face boxes: <c>file</c> and <c>x,y,w,h</c> (or <c>box_x,box_y,box_w,box_h</c>) in picture pixels, one row a face.
/// Points are taken from the five <c>lm_rx … lm_mly</c>, or made of the 68 <c>p0_x … p67_y</c> of the iBUG layout: eyes are
/// the means of their six, nose tip 30, mouth corners 48 and 54.
/// </summary>
internal static class FaceBoxes
{
    private static readonly string[] Plain = ["x", "y", "w", "h"];
    private static readonly string[] Prefixed = ["box_x", "box_y", "box_w", "box_h"];

    /// <summary>The scenes of a table, in its order.</summary>
    /// <param name="path">The table.</param>
    /// <param name="split">Value of its column <c>split</c> to keep; null keeps all.</param>
    public static List<Scene> Read(string path, string? split)
    {
        var table = CsvTable.Read(path, split is null ? ["file"] : ["file", "split"]);
        var columns = Columns(table);
        var points = Points(table);
        var scenes = new Dictionary<string, Scene>(StringComparer.Ordinal);
        foreach (var row in table.Rows)
        {
            if (split is not null && row["split"] != split)
                continue;
            if (!scenes.TryGetValue(row["file"], out var scene))
                scenes.Add(row["file"], scene = new Scene(row["file"], path, row.Number));
            scene.Faces.Add(new SceneFace(BoxOf(row, columns), points?.Invoke(row)));
        }

        if (scenes.Count == 0)
            throw new UserErrorException(split is null
                ? $"{path} has no rows"
                : $"{path}: split '{split}' has no rows; the column split has {string.Join(", ", table.Rows.Select(r => r["split"]).Distinct().Take(6))}");
        return [.. scenes.Values];
    }

    /// <summary>Adds further faces or ignore regions to scenes; rows of other pictures are passed over.</summary>
    public static void Add(List<Scene> scenes, string path, bool ignore)
    {
        var table = CsvTable.Read(path, "file");
        var columns = Columns(table);
        var byFile = scenes.ToDictionary(s => s.File, StringComparer.Ordinal);
        foreach (var row in table.Rows)
        {
            var box = BoxOf(row, columns);
            if (!byFile.TryGetValue(row["file"], out var scene))
                continue;
            if (ignore)
                scene.Ignore.Add(box);
            else
                scene.Faces.Add(new SceneFace(box, null));
        }
    }

    private static string[] Columns(CsvTable table)
    {
        foreach (var columns in (string[][])[Plain, Prefixed])
            if (columns.All(table.Has))
                return columns;
        var missing = Plain.FirstOrDefault(c => !table.Has(c));
        throw new UserErrorException($"{table.Path} row 1: column '{missing}' is missing; expected file,x,y,w,h (or file,box_x,box_y,box_w,box_h)");
    }

    private static Box BoxOf(CsvRow row, string[] columns)
    {
        var box = new Box(row.Float(columns[0]), row.Float(columns[1]), row.Float(columns[2]), row.Float(columns[3]));
        return box is { Width: > 0, Height: > 0 } ? box : throw row.Refuse($"the box is {box.Width} x {box.Height} pixels; expected more than 0");
    }

    private static Func<CsvRow, Landmarks>? Points(CsvTable table)
    {
        if (table.Has("lm_rx") && table.Has("lm_mly"))
            return r => new Landmarks(At(r, "lm_rx", "lm_ry"), At(r, "lm_lx", "lm_ly"), At(r, "lm_nx", "lm_ny"), At(r, "lm_mrx", "lm_mry"), At(r, "lm_mlx", "lm_mly"));
        if (table.Has("p0_x") && table.Has("p67_y"))
            return r => new Landmarks(Mean(r, 36, 41), Mean(r, 42, 47), Mean(r, 30, 30), Mean(r, 48, 48), Mean(r, 54, 54));
        return null;

        static Point At(CsvRow row, string x, string y) => new(row.Float(x), row.Float(y));

        static Point Mean(CsvRow row, int first, int last)
        {
            var (x, y) = (0f, 0f);
            for (var i = first; i <= last; i++)
                (x, y) = (x + row.Float($"p{i}_x"), y + row.Float($"p{i}_y"));
            return new Point(x / (last - first + 1), y / (last - first + 1));
        }
    }
}
