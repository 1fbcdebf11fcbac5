using Confluent.Kafka;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Tests.Pipeline.Kafka;

public sealed class BrokerErrorsTests
{
    private static readonly ClientIdentity Worker = new("b:1", "User:w", AccessRights.Of("infer", "streammood"));

    [Fact]
    public void Fatal_TopicNamed_NamesPrincipalOperationAndResource()
    {
        var error = BrokerErrors.Fatal(new Error(ErrorCode.TopicAuthorizationFailed, $"Subscribed topic not available: {TopicNames.Frames}: refused"), Worker);

        Assert.Contains($"User:w lacks READ on topic {TopicNames.Frames} (", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fatal_TopicNotNamed_ListsWhatTheRoleNeeds()
    {
        var error = BrokerErrors.Fatal(new Error(ErrorCode.TopicAuthorizationFailed), Worker);

        Assert.Contains($"READ on topic {TopicNames.Frames} or WRITE on topic {TopicNames.Emotions} or WRITE on topic {TopicNames.DeadLetters}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fatal_Group_NamesTheGroup() => Assert.Contains(
        "lacks READ on group streammood.infer", BrokerErrors.Fatal(new Error(ErrorCode.GroupAuthorizationFailed), Worker).Message, StringComparison.Ordinal);

    [Fact]
    public void Rights_EachFile_IsNamedInTheManualAndByApply()
    {
        var infra = Path.Combine(Repository.Root, "infra");
        var manual = File.ReadAllText(Path.Combine(infra, "README.md")).Split("\n## ").Single(s => s.StartsWith("Rights on", StringComparison.Ordinal));
        var usage = File.ReadLines(Path.Combine(infra, "acls", "apply")).Single(l => l.StartsWith("  ROLE ", StringComparison.Ordinal));
        Assert.All(Directory.EnumerateFiles(Path.Combine(infra, "acls"), "*.acl").Select(Path.GetFileNameWithoutExtension), role =>
        {
            Assert.Matches($@"\b{role}\b", manual.Split(" privacy.")[0] + " privacy.");
            Assert.Matches($@"\b{role}\b", usage);
        });
    }

    [Theory]
    [InlineData("camera")]
    [InlineData("infer")]
    [InlineData("recommend")]
    [InlineData("watch")]
    [InlineData("web")]
    [InlineData("control")]
    public void Rights_Role_AreThoseOfItsFile(string role)
    {
        var file = File.ReadLines(Path.Combine(Repository.Root, "infra", "acls", $"{role}.acl"))
            .Where(l => l.Length > 0 && l[0] != '#')
            .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(f => $"{f[3].Replace("Configs", "_Configs", StringComparison.Ordinal).ToUpperInvariant()} on {f[0]} {f[2]}");

        Assert.Equal(AccessRights.Of(role, "streammood").Select(r => r.ToString()).Order(), file.Where(f => !f.Contains("transactional", StringComparison.Ordinal)).Order());
    }
}
