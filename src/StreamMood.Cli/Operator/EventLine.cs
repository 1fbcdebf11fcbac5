using System.Text;

namespace StreamMood.Cli.Operator;

/// <summary>Events as lines of JSON: the event as the topic holds it, with its kind in front so that mixed streams can be told apart.</summary>
internal static class EventLine
{
    /// <summary>A recommendation.</summary>
    public static string Recommendation(ReadOnlySpan<byte> json) => Tag("recommendation", json);

    /// <summary>An emotion event.</summary>
    public static string Emotion(ReadOnlySpan<byte> json) => Tag("emotion", json);

    /// <summary>A camera's report.</summary>
    public static string Camera(ReadOnlySpan<byte> json) => Tag("camera", json);

    private static string Tag(string kind, ReadOnlySpan<byte> json) => $"{{\"kind\":\"{kind}\",{Encoding.UTF8.GetString(json[1..])}";
}
