using System.Globalization;
using StreamMood.Contracts.Events;

namespace StreamMood.Mood.Windows;

/// <summary>A <see cref="FrameId"/> without its camera: enough to tell a camera's frames apart, and read without allocating.</summary>
internal readonly record struct FrameNumber(long Epoch, long Sequence) : IComparable<FrameNumber>
{
    public int CompareTo(FrameNumber other) =>
        Epoch != other.Epoch ? Epoch.CompareTo(other.Epoch) : Sequence.CompareTo(other.Sequence);

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
