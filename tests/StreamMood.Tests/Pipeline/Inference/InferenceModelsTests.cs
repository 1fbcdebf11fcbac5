using StreamMood.Pipeline.Inference;
using StreamMood.Vision.Models;

namespace StreamMood.Tests.Pipeline.Inference;

public sealed class InferenceModelsTests
{
    // With TensorRT asked for, each model falls back by itself, and why must be told whichever it is.
    [Theory]
    [InlineData("cpu", "cuda", "cpu")]
    [InlineData("cuda", "cpu", "cpu")]
    [InlineData("cuda", "tensorrt", "cuda")]
    [InlineData("tensorrt", "cuda", "cuda")]
    [InlineData("tensorrt", "tensorrt", "tensorrt")]
    public void Slower_ProvidersDiffer_TheSlowerOneSpeaksForBoth(string detector, string classifier, string expected)
    {
        var provider = InferenceModels.Slower(Provider(detector), Provider(classifier));

        Assert.Equal(Provider(expected), provider);
    }

    private static ModelProvider Provider(string name) => new(name, name == "tensorrt" ? null : $"no better than {name}");
}
