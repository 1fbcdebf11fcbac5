using StreamMood.Contracts;
using StreamMood.Contracts.Events;

namespace StreamMood.Lab.Datasets;

/// <summary>
/// One folder a class (neutral, happiness or happy, …) with JPEG and PNG pictures, subfolders included. A split is a folder
/// between: <c>--split test</c> reads <c>DIR/test/happy/…</c>, and its neighbours are searched for duplicates.
/// </summary>
internal static class FolderSet
{
    public static EmotionDataset Load(EmotionDatasetOptions options)
    {
        var root = options.Split is null or "all" ? options.Folder : Path.Combine(options.Folder, options.Split);
        if (!Directory.Exists(root))
            throw new UserErrorException($"split '{options.Split}' has no folder {root}");
        var classes = Classes(root);
        var labels = options.Labels ?? (classes.Any(c => c.Label == Emotion.Contempt) ? LabelSet.FerPlus : LabelSet.Fer);
        var faces = classes.Where(c => labels.Classes().Contains(c.Label))
            .SelectMany(c => c.Files.Select(file => new LabelledFace(file, new FilePicture(file), c.Label))).ToList();
        if (faces.Count == 0)
            throw new UserErrorException($"{root} has no pictures of the classes of --labels {labels.Name()}");
        return new EmotionDataset
        {
            Name = Path.GetFileName(Path.GetFullPath(options.Folder).TrimEnd(Path.DirectorySeparatorChar)),
            Labels = labels,
            Split = options.Split ?? "all",
            Faces = faces,
            Others = root == options.Folder ? [] : Neighbours(options.Folder, root),
            FindFaces = !options.Aligned,
            Notes = [options.Aligned ? "the picture's central square is taken as the face" : "faces are found by the detector and aligned on its points; of several the largest counts"],
        };
    }

    private static List<(Emotion Label, string[] Files)> Classes(string root)
    {
        var classes = new List<(Emotion, string[])>();
        foreach (var folder in Directory.EnumerateDirectories(root).Order(StringComparer.Ordinal))
        {
            if (!EmotionNames.TryParse(Path.GetFileName(folder), out var label))
                throw new UserErrorException($"{folder}: class '{Path.GetFileName(folder)}' is unknown; expected one of {EmotionNames.Known}");
            var files = Pictures(folder);
            if (files.Length == 0)
                throw new UserErrorException($"{folder}: class '{Path.GetFileName(folder)}' is empty; expected .jpg, .jpeg or .png pictures");
            classes.Add((label, files));
        }

        return classes.Count > 0 ? classes : throw new UserErrorException($"{root} has no class folders; expected some of {EmotionNames.Known}");
    }

    private static string[] Pictures(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(PictureFiles.IsPicture).Order(StringComparer.Ordinal)];

    private static List<FacePicture> Neighbours(string folder, string root) =>
        [.. Directory.EnumerateDirectories(folder).Where(d => Path.GetFullPath(d) != Path.GetFullPath(root)).Order(StringComparer.Ordinal)
            .SelectMany(Pictures).Select(f => new FilePicture(f))];
}
