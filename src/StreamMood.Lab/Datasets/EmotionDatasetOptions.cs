using System.ComponentModel.DataAnnotations;

namespace StreamMood.Lab.Datasets;

/// <summary>How a folder of labelled faces is laid out.</summary>
public enum DatasetFormat
{
    /// <summary>FER2013 with the votes of FER+: sheets of 48×48 tiles and <c>labels.csv</c>.</summary>
    FerPlus,

    /// <summary>CK+ at 48×48: one sheet <c>ckplus48.png</c> and <c>labels.csv</c> with subject and sequence.</summary>
    CkPlus,

    /// <summary>In-the-wild faces: sheets of 96×96 tiles and <c>labels.csv</c> with person, labeller and five points.</summary>
    Muxspace,

    /// <summary>One folder a class, pictures of any size.</summary>
    Folder,
}

/// <summary>Which labelled faces to read.</summary>
public sealed class EmotionDatasetOptions
{
    /// <summary>The set's folder.</summary>
    [Required]
    public string Folder { get; set; } = "";

    /// <summary>Its layout; default <see cref="DatasetFormat.FerPlus"/>.</summary>
    public DatasetFormat Format { get; set; }

    /// <summary>
    /// Which labels; the default depends on the format: FER+ for <see cref="DatasetFormat.FerPlus"/>, the seven of FER2013 for
    /// the two sheets, and for a folder eight exactly when it has a class contempt.
    /// </summary>
    public LabelSet? Labels { get; set; }

    /// <summary>Which split; the default and the names depend on the format.</summary>
    public string? Split { get; set; }

    /// <summary>Takes every picture as the face, ignoring landmarks and detector; default false.</summary>
    public bool Aligned { get; set; }
}
