using System.ComponentModel.DataAnnotations;
using StreamMood.Mood;
using StreamMood.Mood.Smoothing;
using StreamMood.Pipeline.Recommender;
using StreamMood.Tests.Mood;

namespace StreamMood.Tests.Pipeline.Recommender;

public class RecommenderOptionsTests
{
    [Fact]
    public void Defaults_AreValidAndTheKneeOfTheTuning()
    {
        var options = new RecommenderOptions();

        Assert.Empty(Problems(options));
        Assert.Equal(new MoodOptions { Window = TimeSpan.FromSeconds(1), Filter = new() { Kind = FilterKind.Hmm, Evidence = 16 }, Decision = MoodSettingsTests.Knee }, options.ToMood());
    }

    [Fact]
    public void Validate_WindowOfFractionsOfAMillisecond_IsRefused() =>
        Assert.Contains("whole milliseconds", Assert.Single(Problems(new RecommenderOptions { Window = TimeSpan.FromMicroseconds(1_000_500) })));

    [Fact]
    public void Validate_ValuesOutOfRange_AreRefusedEach() =>
        Assert.Equal(2, Problems(new RecommenderOptions
        {
            Window = TimeSpan.Zero,
            Grace = TimeSpan.FromSeconds(-1),
        }).Count);

    private static List<string> Problems(RecommenderOptions options)
    {
        List<ValidationResult> results = [];
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        return [.. results.Select(r => r.ErrorMessage!)];
    }
}
