namespace StreamMood.Contracts;

/// <summary>Why a path could not be used, in words that say what to mend; the system speaks of denied access and of files that exist.</summary>
public static class FileErrors
{
    /// <summary>Why a path could not be read or written as a file.</summary>
    public static string Why(Exception failure, string path)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return Directory.Exists(path) ? "it is a folder, not a file" : failure.Message;
    }

    /// <summary>Why a path could not be used as a folder.</summary>
    public static string WhyNoFolder(Exception failure, string path)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return File.Exists(path) ? "it is a file, not a folder" : failure.Message;
    }
}
