using StreamMood.Contracts.Events;
using StreamMood.Mood.Smoothing;
using StreamMood.Mood.Windows;
using static StreamMood.Tests.Mood.EmotionEvents;

namespace StreamMood.Tests.Mood;

public class ExponentialMeanTests
{
    private readonly ExponentialMean _filter = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));

    [Fact]
    public void TryEstimate_TwoWindows_HalvesTheOlder()
    {
        Assert.True(_filter.TryEstimate([Window(0, Emotion.Happiness), Window(1, Emotion.Sadness)], out var estimate));

        Assert.Equal(1 / 3f, estimate.Emotions[Emotion.Happiness], 1e-5);
        Assert.Equal(2 / 3f, estimate.Emotions[Emotion.Sadness], 1e-5);
        Assert.Equal((0.76f - 2 * 0.63f) / 3, estimate.Mood.Valence, 1e-4);
    }

    [Fact]
    public void TryEstimate_WindowMissingBetween_AgesOverTheGap()
    {
        Assert.True(_filter.TryEstimate([Window(0, Emotion.Happiness), Window(3, Emotion.Sadness)], out var estimate));

        Assert.Equal(1 / 9f, estimate.Emotions[Emotion.Happiness], 1e-5);
    }

    [Fact]
    public void TryEstimate_NoWeight_HasNothingToSay() =>
        Assert.False(_filter.TryEstimate([Window(0, Emotion.Happiness, quality: 0)], out _));

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 10)]
    [InlineData(600, 64)]
    public void Memory_HalfLife_EndsAtAThousandth(int halfLifeSeconds, int windows) =>
        Assert.Equal(windows, new ExponentialMean(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(halfLifeSeconds)).Memory);

    private static MoodWindow Window(long index, Emotion emotion, float quality = 1)
    {
        var window = new MoodWindow(index);
        window.Add(Event("a", index * 2, 0, Face(emotion, quality: quality)), new FrameNumber(1, 0), FaceVoting.All);
        return window;
    }
}
