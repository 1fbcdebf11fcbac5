namespace StreamMood.Tests.Contracts.Schemas;

/// <summary>Where the schemas lie, and the earlier versions that they are held to.</summary>
internal static class SchemaFiles
{
    public static string Folder { get; } = Path.Combine(Repository.Root, "src", "StreamMood.Contracts", "Schemas");

    public static string Baselines { get; } = Path.Combine(Repository.Root, "tests", "contracts", "baseline");

    public static SchemaValidator Load(string kind) => new(Path.Combine(Folder, kind + ".schema.json"));

    public static IEnumerable<string> Kinds() => Directory.GetFiles(Folder, "*.schema.json").Select(f => Path.GetFileName(f).Replace(".schema.json", "", StringComparison.Ordinal)).Order();
}
