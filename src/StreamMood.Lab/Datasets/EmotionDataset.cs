using StreamMood.Contracts;
using StreamMood.Contracts.Events;

namespace StreamMood.Lab.Datasets;

/// <summary>One picture with its label.</summary>
/// <param name="Source">What to call it: a file, or a table and row.</param>
/// <param name="Picture">Its pixels.</param>
/// <param name="Label">What people say it shows.</param>
internal sealed record LabelledFace(string Source, FacePicture Picture, Emotion Label)
{
    /// <summary>Who is shown, where the set knows; pictures of one person are no independent evidence.</summary>
    public string? Person { get; init; }

    /// <summary>The set's own five points in pixels of the picture, where it has them.</summary>
    public Landmarks? Landmarks { get; init; }
}

/// <summary>The pictures of one split, and what a reader of figures about them should know.</summary>
internal sealed class EmotionDataset
{
    /// <summary>The format's name: <c>ferplus</c>, <c>ckplus</c>, <c>muxspace</c>, or the folder's.</summary>
    public required string Name { get; init; }

    /// <summary>Which labels.</summary>
    public required LabelSet Labels { get; init; }

    /// <summary>Which split.</summary>
    public required string Split { get; init; }

    /// <summary>The pictures, in the order of the set.</summary>
    public required IReadOnlyList<LabelledFace> Faces { get; init; }

    /// <summary>Pictures of the same set outside the split, for the search for duplicates.</summary>
    public IReadOnlyList<FacePicture> Others { get; init; } = [];

    /// <summary>Whether the labels are FER2013's own, a convention of one collector that other sets do not share.</summary>
    public bool OwnLabels { get; init; }

    /// <summary>Whether faces must first be found in the pictures.</summary>
    public bool FindFaces { get; init; }

    /// <summary>How the face is cut out, traps of the set, one line each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Reads what the options name.</summary>
    /// <exception cref="UserErrorException">When table, row, label, split or folder is wrong.</exception>
    public static EmotionDataset Load(EmotionDatasetOptions options)
    {
        if (!Directory.Exists(options.Folder))
            throw new UserErrorException($"--data '{options.Folder}': there is no such folder");
        return options.Format switch
        {
            DatasetFormat.FerPlus => FerPlusSet.Load(options),
            DatasetFormat.CkPlus => CkPlusSet.Load(options),
            DatasetFormat.Muxspace => MuxspaceSet.Load(options),
            _ => FolderSet.Load(options),
        };
    }
}
