namespace StreamMood.Tests;

/// <summary>Where the checkout lies that the tests were built from.</summary>
internal static class Repository
{
    /// <summary>Folder of the solution file.</summary>
    public static string Root { get; } = Find();

    /// <summary>A folder of the data that lies beside a checkout on the team's machines, or null: such tests skip and say so.</summary>
    public static string? Data(string name)
    {
        var path = Path.GetFullPath(Path.Combine(Root, "..", "shared", "data", name));
        return Directory.Exists(path) ? path : null;
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "StreamMood.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("the tests must run from inside the repository");
    }
}
