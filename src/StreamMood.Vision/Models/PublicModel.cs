using StreamMood.Vision.Emotions;

namespace StreamMood.Vision.Models;

/// <summary>A model that others publish: where it is, how to know that it is the right one, on what terms.</summary>
public sealed record PublicModel
{
    /// <summary>The name it is pulled and used by.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for: a detector or an emotion classifier.</summary>
    public required ModelKind Kind { get; init; }

    /// <summary>Where its publisher has it.</summary>
    public required Uri Address { get; init; }

    /// <summary>Size of the file where the publisher states it.</summary>
    public long? Bytes { get; init; }

    /// <summary>SHA-256 of the file; null where only <see cref="GitBlob"/> is known.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The file's name in its publisher's git repository, see <see cref="Checksums.GitBlob"/>.</summary>
    public string? GitBlob { get; init; }

    /// <summary>Its terms.</summary>
    public required string Licence { get; init; }

    /// <summary>What its publisher says of its accuracy.</summary>
    public string Published { get; init; } = "not available";

    /// <summary>What to know before use.</summary>
    public string? Remark { get; init; }

    /// <summary>How to feed and read it; null for detectors, whose outputs say what they are.</summary>
    internal EmotionSignature? Emotion { get; init; }

    /// <summary>Whether a file with these checksums is this model.</summary>
    public bool Is(string sha256, string? gitBlob) => Sha256 is { } sum ? sum == sha256 : GitBlob is not null && GitBlob == gitBlob;

    /// <summary>The checksum that a download must have, with its kind.</summary>
    public string Pinned => Sha256 is { } sum ? $"sha256 {sum}" : $"git blob {GitBlob}";
}
