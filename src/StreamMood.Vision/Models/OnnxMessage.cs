namespace StreamMood.Vision.Models;

/// <summary>ONNX Runtime's messages, cut down to what a user can act on.</summary>
internal static class OnnxMessage
{
    private const string Origin = "[ONNXRuntimeError] : ";
    private const string Cause = " with error: ";

    /// <summary>
    /// The first line, without the runtime's own source line and code before it; of a library that could not be loaded the loader's
    /// words, which name the one that is missing.
    /// </summary>
    public static string Short(string message)
    {
        var line = message.AsSpan().Trim();
        if (line.IndexOfAny('\r', '\n') is var end and >= 0)
            line = line[..end];
        if (line.IndexOf(Origin, StringComparison.Ordinal) is var origin and >= 0)
        {
            line = line[(origin + Origin.Length)..];
            // A number and a name.
            for (var part = 0; part < 2 && line.IndexOf(" : ", StringComparison.Ordinal) is var colon and >= 0; part++)
                line = line[(colon + 3)..];
        }

        if (line.IndexOf(Cause, StringComparison.Ordinal) is var cause and >= 0)
            line = line[(cause + Cause.Length)..];
        return line.ToString();
    }
}
