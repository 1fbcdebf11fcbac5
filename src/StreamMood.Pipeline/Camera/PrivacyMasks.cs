using StreamMood.Vision.Imaging;

namespace StreamMood.Pipeline.Camera;

/// <summary>
/// What must never leave the agent: polygons in fractions of the whole picture, blackened before anything else is done with
/// it. Equal when their points are.
/// </summary>
public sealed class PrivacyMasks : IEquatable<PrivacyMasks>
{
    /// <summary>Masks of these polygons, each of 3 points or more.</summary>
    internal PrivacyMasks(IReadOnlyList<IReadOnlyList<MaskPoint>> polygons) => Polygons = polygons;

    /// <summary>How many there are.</summary>
    public int Count => Polygons.Count;

    internal IReadOnlyList<IReadOnlyList<MaskPoint>> Polygons { get; }

    /// <inheritdoc />
    public bool Equals(PrivacyMasks? other) =>
        other is not null && Count == other.Count && Polygons.Zip(other.Polygons).All(pair => pair.First.SequenceEqual(pair.Second));

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as PrivacyMasks);

    /// <inheritdoc />
    public override int GetHashCode() => Polygons.Sum(p => p.Count);
}
