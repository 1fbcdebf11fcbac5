using System.Globalization;

namespace StreamMood.Mood.Windows;

/// <summary>A <see cref="Contracts.Events.FrameId"/> without its camera's name: enough to tell the frames of one window apart.</summary>
/// <param name="Epoch">The agent's start.</param>
/// <param name="Sequence">The frame's number since.</param>
/// <param name="Source">Which of the cameras of a zone; 0 where there is only one.</param>
internal readonly record struct FrameNumber(long Epoch, long Sequence, int Source = 0) : IComparable<FrameNumber>
{
    public int CompareTo(FrameNumber other) =>
        Source != other.Source ? Source.CompareTo(other.Source)
        : Epoch != other.Epoch ? Epoch.CompareTo(other.Epoch)
        : Sequence.CompareTo(other.Sequence);

    /// <summary>Reads <c>camera/epoch/sequence</c>; false when the text is not one of <paramref name="camera"/>'s frame ids.</summary>
    public static bool TryParse(string frame, string camera, out FrameNumber number)
    {
        number = default;
        if (frame.Length <= camera.Length || frame[camera.Length] != '/' || !frame.StartsWith(camera, StringComparison.Ordinal))
            return false;
        var rest = frame.AsSpan(camera.Length + 1);
        var slash = rest.IndexOf('/');
        if (slash < 0
            || !long.TryParse(rest[..slash], NumberStyles.None, CultureInfo.InvariantCulture, out var epoch)
            || !long.TryParse(rest[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
            return false;
        number = new FrameNumber(epoch, sequence);
        return true;
    }
}
