using StreamMood.Contracts.Events;
using StreamMood.Mood;
using StreamMood.Mood.State;
using static StreamMood.Tests.Mood.EmotionEvents;

namespace StreamMood.Tests.Mood;

public class StateTests
{
    [Fact]
    public void Read_StateOfANewerVersion_IsRefusedWithOneLine()
    {
        var store = Saved(out var partition);
        store.Keys["a"][0] = 3;

        var e = Assert.Throws<StateException>(() => store.Restore(new MoodPartition(new MoodOptions())));

        Assert.Contains("version 3, this program reads up to 2", e.Message, StringComparison.Ordinal);
        Assert.Equal(1, partition.Cameras);
    }

    [Fact]
    public void Read_StateCutShort_IsRefusedOrEndsAtAPart()
    {
        var store = Saved(out _);
        var refused = 0;
        for (var length = 0; length < store.Keys["a"].Length; length++)
        {
            try
            {
                new MoodPartition(new MoodOptions()).Read("a", store.Keys["a"].AsSpan(0, length));
            }
            catch (StateException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, store.Keys["a"].Length - 5, store.Keys["a"].Length);
    }

    [Fact]
    public void Write_OneCamera_TakesAFewHundredBytes()
    {
        var store = Saved(out _);

        Assert.InRange(store.Keys["a"].Length, 100, 1500);
    }

    [Fact]
    public void Write_NothingChanged_WritesNoKey()
    {
        var store = Saved(out var partition);
        store.Keys.Clear();

        store.Save(partition, 100);

        Assert.Empty(store.Keys);
    }

    [Fact]
    public void Write_CameraForgotten_IsTakenBack()
    {
        var store = Saved(out var partition);

        Run(partition, Camera("b", 10, 110, Emotion.Happiness), flush: false);
        store.Save(partition, partition.NextOffset);

        Assert.Equal(["b"], store.Keys.Keys);
    }

    private static StateStore Saved(out MoodPartition partition)
    {
        partition = new MoodPartition(new MoodOptions());
        Run(partition, Camera("a", 0, 10, Emotion.Happiness), flush: false);
        StateStore store = new();
        store.Save(partition, 100);
        return store;
    }
}
