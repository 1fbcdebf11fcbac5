using StreamMood.Contracts;
using StreamMood.Vision.Models;
using StreamMood.Vision.Synthesis;

namespace StreamMood.Tests.Vision.Synthesis;

public sealed class FaceGeneratorTests : IDisposable
{
    private static readonly ModelSessionOptions Cpu = new() { Provider = "cpu" };
    private readonly TestModels _models = new();

    public void Dispose() => _models.Dispose();

    [Fact]
    public void Generate_ExpressionAndIdentity_ReachThePixels()
    {
        using var generator = FaceGenerator.Load(_models.Generator(), Cpu);
        Assert.Equal((16, 4), (generator.Size, generator.IdentityLength));
        var face = new byte[16 * 16];
        generator.Generate([0, 1, 0, 0, 0, 0, 0, 0], [3, 0, 0, 0], face);
        Assert.All(face, p => Assert.Equal(230, p));
        generator.Generate([0, 1, 0, 0, 0, 0, 0, 0], [300, 0, 0, 0], face);
        Assert.All(face, p => Assert.Equal(255, p));
        generator.Generate([1, 0, 0, 0, 0, 0, 0, 0], [-300, 0, 0, 0], face);
        Assert.All(face, p => Assert.Equal(0, p));
    }

    [Fact]
    public void Generate_LengthsThatDoNotFit_Throws()
    {
        using var generator = FaceGenerator.Load(_models.Generator(), Cpu);
        Assert.Throws<ArgumentException>(() => generator.Generate(new float[8], new float[5], new byte[256]));
    }

    [Fact]
    public void Generate_Warm_AllocatesNothing()
    {
        using var generator = FaceGenerator.Load(_models.Generator(), Cpu);
        var (expression, identity, face) = (new float[8], new float[4], new byte[256]);
        Assert.Equal(0, Allocation.OnceWarm(() => generator.Generate(expression, identity, face)));
    }

    [Fact]
    public void Load_Detector_IsRefused() =>
        Assert.Contains("expected a generator model", Assert.Throws<UserErrorException>(() => FaceGenerator.Load(_models.Detector(), Cpu)).Message, StringComparison.Ordinal);
}
