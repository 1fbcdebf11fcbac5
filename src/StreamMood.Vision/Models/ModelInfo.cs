namespace StreamMood.Vision.Models;

/// <summary>What a model is for; as <c>streammood.kind</c> in a model file: detector, emotion, generator.</summary>
public enum ModelKind
{
    /// <summary>Finds faces and five landmarks each.</summary>
    Detector,

    /// <summary>Reads the expression of an aligned face.</summary>
    Emotion,

    /// <summary>Draws a face from an expression and an identity.</summary>
    Generator,
}

/// <summary>Which model is in use.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="Name">Its name: from its metadata, otherwise the file's name.</param>
/// <param name="Version">Its version: from its metadata, otherwise the first twelve digits of its SHA-256.</param>
/// <param name="Path">The file it was read from.</param>
/// <param name="Sha256">SHA-256 of the file, lower-case hexadecimal.</param>
/// <param name="Bytes">Size of the file.</param>
public sealed record ModelInfo(ModelKind Kind, string Name, string Version, string Path, string Sha256, long Bytes)
{
    /// <summary><c>name@version</c>, as events carry it.</summary>
    public string Id => $"{Name}@{Version}";
}
