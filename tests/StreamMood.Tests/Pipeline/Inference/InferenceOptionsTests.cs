using System.ComponentModel.DataAnnotations;
using StreamMood.Pipeline.Inference;

namespace StreamMood.Tests.Pipeline.Inference;

public sealed class InferenceOptionsTests
{
    [Fact]
    public void Validate_Defaults_AreValid() => Assert.Empty(Problems(new InferenceOptions()));

    [Fact]
    public void Validate_OutOfRange_NamesEach()
    {
        var problems = Problems(new InferenceOptions
        {
            Lanes = -1, MaxWaiting = 0, ReloadInterval = TimeSpan.FromSeconds(-1), MaxBatch = 0, MaxDelay = TimeSpan.FromSeconds(2), MaxAge = TimeSpan.FromSeconds(-1),
            DrainTimeout = TimeSpan.FromHours(1),
        });

        Assert.Equal(7, problems.Count);
    }

    private static List<ValidationResult> Problems(InferenceOptions options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        return results;
    }
}
