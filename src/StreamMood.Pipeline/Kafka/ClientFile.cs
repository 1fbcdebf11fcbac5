using StreamMood.Contracts;

namespace StreamMood.Pipeline.Kafka;

/// <summary>Reads a file of client settings, <c>key=value</c> a line.</summary>
internal static class ClientFile
{
    /// <summary>Adds the file's settings; what cannot be read becomes a problem that names file and line, and quotes nothing.</summary>
    public static void Read(string file, Dictionary<string, string> values, List<string> problems)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add($"kafka.clientFile is '{file}', which cannot be read: {FileErrors.Why(e, file)}");
            return;
        }

        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.Length == 0 || line[0] is '#' or '!')
                continue;
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                problems.Add($"{file}:{i + 1}: expected key=value");
            else
                values[line[..equals].Trim()] = line[(equals + 1)..].Trim();
        }
    }
}
