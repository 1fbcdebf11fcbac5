using System.Globalization;

namespace StreamMood.Contracts.Events;

/// <summary>
/// The name of one captured frame, and its CloudEvents id: <c>camera/epoch/sequence</c>. The epoch tells one start of an
/// agent from the next, the sequence counts the frames published since, so that the same frame always has the same id.
/// </summary>
/// <param name="Camera">Camera id; letters, digits, '.', '_' and '-', 1 to 100 characters.</param>
/// <param name="Epoch">Start of the agent, milliseconds since 1970.</param>
/// <param name="Sequence">0 for the first frame of the epoch.</param>
public readonly record struct FrameId(string Camera, long Epoch, long Sequence)
{
    /// <summary>Longest camera id.</summary>
    public const int MaxCameraLength = 100;

    /// <summary>Whether <paramref name="camera"/> can be a camera id, which is also a Kafka key and part of event ids.</summary>
    public static bool IsCamera(ReadOnlySpan<char> camera)
    {
        if (camera.IsEmpty || camera.Length > MaxCameraLength)
            return false;
        foreach (var c in camera)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-'))
                return false;
        return true;
    }

    /// <summary>Reads <c>camera/epoch/sequence</c>.</summary>
    /// <param name="text">The id.</param>
    /// <param name="id">What it says.</param>
    /// <param name="camera">A string that is used instead of a new one when the camera is the same.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out FrameId id, string? camera = null)
    {
        id = default;
        var first = text.IndexOf('/');
        if (first < 0)
            return false;
        var rest = text[(first + 1)..];
        var second = rest.IndexOf('/');
        if (second < 0 || !IsCamera(text[..first])
            || !long.TryParse(rest[..second], NumberStyles.None, CultureInfo.InvariantCulture, out var epoch)
            || !long.TryParse(rest[(second + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
            return false;
        id = new FrameId(camera is not null && text[..first].SequenceEqual(camera) ? camera : text[..first].ToString(), epoch, sequence);
        return true;
    }

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Camera}/{Epoch}/{Sequence}");
}
