using System.Xml.Linq;

namespace StreamMood.Tests.House;

/// <summary>References go one way: Contracts ← Vision, Mood ← Pipeline, Lab ← Cli.</summary>
public sealed class ProjectReferencesTests
{
    private static readonly Dictionary<string, int> Floors = new()
    {
        ["StreamMood.Contracts"] = 0,
        ["StreamMood.Vision"] = 1,
        ["StreamMood.Mood"] = 1,
        ["StreamMood.Pipeline"] = 2,
        ["StreamMood.Lab"] = 2,
        ["StreamMood.Cli"] = 3,
    };

    [Fact]
    public void SourceProjects_AreThoseOfTheDesign()
    {
        Assert.Equal(Floors.Keys.Order(), Projects().Select(Name).Order());
    }

    [Fact]
    public void ProjectReferences_PointOnlyToLowerFloors()
    {
        foreach (var project in Projects())
            foreach (var reference in References(project, "ProjectReference"))
                Assert.True(Floors[Name(reference)] < Floors[Name(project)], $"{Name(project)} must not reference {Name(reference)}");
    }

    [Fact]
    public void Contracts_ReferencesNothing()
    {
        var contracts = Projects().Single(p => Name(p) == "StreamMood.Contracts");
        Assert.Empty(References(contracts, "ProjectReference"));
        Assert.Empty(References(contracts, "PackageReference"));
    }

    [Theory]
    [InlineData("StreamMood.Vision", "Confluent.Kafka")]
    [InlineData("StreamMood.Mood", "Confluent.Kafka")]
    [InlineData("StreamMood.Mood", "MathNet.Numerics")]
    [InlineData("StreamMood.Pipeline", "MathNet.Numerics")]
    public void PureHalf_DoesNotTakePackage(string project, string package)
    {
        var path = Projects().Single(p => Name(p) == project);
        Assert.DoesNotContain(package, References(path, "PackageReference"));
    }

    [Fact]
    public void Solution_HoldsEveryProject()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "StreamMood.sln"));
        var all = Projects().Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.csproj", SearchOption.AllDirectories));
        foreach (var project in all)
            Assert.Contains(Path.GetFileName(project), solution, StringComparison.Ordinal);
    }

    private static string[] Projects() =>
        Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories);

    private static string Name(string path) => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'));

    private static string[] References(string project, string kind) =>
        [.. XDocument.Load(project).Descendants(kind).Select(e => (string?)e.Attribute("Include") ?? "")];
}
