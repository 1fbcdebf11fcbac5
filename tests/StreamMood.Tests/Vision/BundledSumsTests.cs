using System.Security.Cryptography;
using StreamMood.Vision.Models;

namespace StreamMood.Tests.Vision;

public sealed class BundledSumsTests
{
    [Fact]
    public void ReleasedSha256_EveryBundledModel_IsThatOfItsFileAndCard()
    {
        Assert.NotEmpty(ModelFiles.Bundled);
        foreach (var name in ModelFiles.Bundled)
        {
            var sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(ModelFiles.Resolve(name))));
            Assert.Equal(sha256, ModelFiles.ReleasedSha256(name));
            var card = File.ReadAllText(Path.Combine(Repository.Root, "src", "StreamMood.Vision", "Models", "bundled", $"{name}.md"));
            Assert.Contains(sha256, card, StringComparison.Ordinal);
        }
    }
}
