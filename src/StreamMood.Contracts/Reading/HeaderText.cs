using System.Buffers;
using System.Text.Unicode;
using StreamMood.Contracts.Events;

namespace StreamMood.Contracts.Reading;

/// <summary>Header values as what they mean. Nothing is allocated but the strings asked for.</summary>
public static class HeaderText
{
    /// <summary>Longest header value that is read, in bytes: 512.</summary>
    public const int MaxBytes = 512;

    /// <summary>Whether a value is exactly this text.</summary>
    public static bool Is(ReadOnlySpan<byte> value, string expected)
    {
        Span<char> chars = stackalloc char[64];
        return value.Length <= chars.Length
               && Utf8.ToUtf16(value, chars, out _, out var length, replaceInvalidSequences: false) == OperationStatus.Done
               && chars[..length].SequenceEqual(expected);
    }

    /// <summary>A time, RFC 3339, as UTC; null when it is none.</summary>
    public static DateTimeOffset? Time(ReadOnlySpan<byte> value)
    {
        Span<char> chars = stackalloc char[64];
        return value.Length <= chars.Length
               && Utf8.ToUtf16(value, chars, out _, out var length, replaceInvalidSequences: false) == OperationStatus.Done
               && EventHeaders.TryParseTime(chars[..length], out var time)
            ? time
            : null;
    }

    /// <summary>A text; null when it is no UTF-8 or longer than <see cref="MaxBytes"/>.</summary>
    public static string? Text(ReadOnlySpan<byte> value)
    {
        Span<char> chars = stackalloc char[MaxBytes];
        return value.Length <= MaxBytes
               && Utf8.ToUtf16(value, chars, out _, out var length, replaceInvalidSequences: false) == OperationStatus.Done
            ? chars[..length].ToString()
            : null;
    }

    /// <summary>A frame's id; false when it is none.</summary>
    /// <param name="value">The header's value.</param>
    /// <param name="camera">A string that is used for the camera instead of a new one when it is the same; may be null.</param>
    /// <param name="id">What it says.</param>
    public static bool TryFrame(ReadOnlySpan<byte> value, string? camera, out FrameId id)
    {
        id = default;
        Span<char> chars = stackalloc char[MaxBytes];
        return value.Length <= MaxBytes
               && Utf8.ToUtf16(value, chars, out _, out var length, replaceInvalidSequences: false) == OperationStatus.Done
               && FrameId.TryParse(chars[..length], out id, camera);
    }
}
