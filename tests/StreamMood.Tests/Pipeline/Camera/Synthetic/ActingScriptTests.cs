using FsCheck.Xunit;
using StreamMood.Contracts.Events;
using StreamMood.Pipeline.Camera.Synthetic;

namespace StreamMood.Tests.Pipeline.Camera.Synthetic;

public sealed class ActingScriptTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    [Property]
    public void ExpressionAt_AnySeed_HoldsEachFor5To9Seconds(ulong seed)
    {
        var script = new ActingScript(seed);
        var changes = Changes(script, TimeSpan.FromMinutes(5));
        Assert.All(changes.Zip(changes.Skip(1)), pair =>
            Assert.InRange((pair.Second.At - pair.First.At).TotalSeconds, 5 - Step.TotalSeconds, 9 + Step.TotalSeconds));
    }

    [Property]
    public void ExpressionAt_AnySeed_ActsAllSevenAndEachCategoryInEvery28Seconds(ulong seed)
    {
        var script = new ActingScript(seed);
        var acted = Changes(script, TimeSpan.FromSeconds(28 * 6));
        Assert.Equal(7, acted.Select(c => c.Expression).Distinct().Count());
        Assert.DoesNotContain(acted, c => c.Expression == Emotion.Contempt);
        for (var block = 0; block < 6; block++)
        {
            var seen = acted.Where(c => (int)(c.At.TotalSeconds / 28) == block).Select(c => Category(c.Expression));
            Assert.Equal(4, seen.Distinct().Count());
        }
    }

    [Property]
    public void WeightsAt_AnyTime_AreOneExpressionOrABlendOfTwo(ulong seed, ushort milliseconds)
    {
        var script = new ActingScript(seed);
        var at = TimeSpan.FromMilliseconds(milliseconds * 10.0);
        var weights = script.WeightsAt(at);
        var sum = 0f;
        var parts = 0;
        for (var i = 0; i < Emotions.Count; i++)
        {
            Assert.InRange(weights[(Emotion)i], 0, 1);
            sum += weights[(Emotion)i];
            parts += weights[(Emotion)i] > 0 ? 1 : 0;
        }

        Assert.Equal(1, sum, 1e-5);
        Assert.InRange(parts, 1, 2);
        Assert.Equal(weights, new ActingScript(seed).WeightsAt(at));
    }

    [Property]
    public void HoldsOne_AnyStretch_AgreesWithEveryMomentOfIt(ulong seed, ushort start, byte length)
    {
        var script = new ActingScript(seed);
        var from = TimeSpan.FromMilliseconds(start);
        var to = from + TimeSpan.FromMilliseconds((length + 1) * 20);
        var held = script.HoldsOne(from, to);
        var pure = true;
        for (var at = from; at < to; at += TimeSpan.FromMilliseconds(5))
            pure &= script.WeightsAt(at)[script.ExpressionAt(from)] >= 0.999f;
        if (held is not null)
        {
            Assert.Equal(script.ExpressionAt(from), held);
            Assert.True(pure);
        }
        else if (pure && to - from > ActingScript.Blend * 3)
        {
            // Only the very ends of a blend look pure.
            Assert.NotNull(script.HoldsOne(from + ActingScript.Blend, to - ActingScript.Blend));
        }
    }

    [Fact]
    public void HoldsOne_StretchOverAChange_IsNull()
    {
        var script = new ActingScript(42);
        var change = Changes(script, TimeSpan.FromSeconds(20))[1].At;
        Assert.Null(script.HoldsOne(change - TimeSpan.FromSeconds(1), change + TimeSpan.FromSeconds(1)));
        Assert.NotNull(script.HoldsOne(change + TimeSpan.FromSeconds(1), change + TimeSpan.FromSeconds(3)));
        Assert.Null(script.HoldsOne(TimeSpan.FromSeconds(-1), TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void ExpressionAt_DifferentSeeds_AreDifferentScripts()
    {
        var first = Enumerable.Range(0, 20).Select(i => Changes(new ActingScript(SeededRandom.Mix(1, (ulong)i)), TimeSpan.FromSeconds(60)).Select(c => c.Expression));
        Assert.True(first.Select(s => string.Join(",", s)).Distinct().Count() > 15);
    }

    private static List<(TimeSpan At, Emotion Expression)> Changes(ActingScript script, TimeSpan until)
    {
        var changes = new List<(TimeSpan At, Emotion Expression)>();
        for (var at = TimeSpan.Zero; at < until; at += Step)
            if (changes.Count == 0 || changes[^1].Expression != script.ExpressionAt(at))
                changes.Add((at, script.ExpressionAt(at)));
        return changes;
    }

    private static (bool, bool) Category(Emotion emotion) =>
        emotion == Emotion.Neutral ? (true, false) : (Circumplex.Valence(emotion) >= 0, Circumplex.Arousal(emotion) >= 0);
}
