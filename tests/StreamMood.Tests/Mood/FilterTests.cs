using FsCheck.Xunit;
using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Mood.Smoothing;
using StreamMood.Mood.Windows;
using StreamMood.Tests.Vision;
using static StreamMood.Tests.Mood.EmotionEvents;

namespace StreamMood.Tests.Mood;

public class FilterTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void SlidingBox_ThreeWindows_WeighsThemAlike()
    {
        Assert.True(Filter(FilterKind.Box, 3).TryEstimate([Window(0, Emotion.Happiness), Window(1, Emotion.Sadness), Window(2, Emotion.Sadness)], out var estimate));

        Assert.Equal(1 / 3f, estimate.Emotions[Emotion.Happiness], 1e-4);
        Assert.Equal(2 / 3f, estimate.Masses.Sad, 1e-4);
    }

    [Fact]
    public void SlidingMedian_OneOddWindow_LeavesNoTrace()
    {
        Assert.True(Filter(FilterKind.Median, 3).TryEstimate([Window(0, Emotion.Sadness), Window(1, Emotion.Anger), Window(2, Emotion.Sadness)], out var estimate));

        Assert.Equal(1, estimate.Emotions[Emotion.Sadness], 1e-4);
    }

    [Fact]
    public void MajorityVote_OneSureFaceAgainstTwoUnsure_FollowsTheTwo()
    {
        var window = new MoodWindow(0);
        window.Add(Event("a", 0, 0, Face(Emotion.Happiness, 1f), Face(Emotion.Sadness, 0.4f), Face(Emotion.Sadness, 0.4f)), new FrameNumber(1, 0), FaceVoting.All);

        Assert.True(Filter(FilterKind.Majority, 1).TryEstimate([window], out var estimate));
        Assert.Equal(2 / 3f, estimate.Masses.Sad, 1e-4);
    }

    [Fact]
    public void HiddenMarkov_VagueWindowBetweenClearOnes_KeepsItsBelief()
    {
        var filter = new FilterSettings { Kind = FilterKind.Hmm, Evidence = 4 }.Create(Second);
        MoodWindow[] windows = [Window(0, Emotion.Sadness), Window(1, Emotion.Sadness), Window(2, Emotion.Anger, 0.3f)];

        Assert.True(filter.TryEstimate(windows, out var vague));
        Assert.Equal(MoodState.Sad, vague.Masses.Best(out _));
        Assert.True(filter.TryEstimate([.. windows, Window(3, Emotion.Anger, 1f), Window(4, Emotion.Anger, 1f)], out var clear));
        Assert.Equal(MoodState.Energetic, clear.Masses.Best(out _));
    }

    [Fact]
    public void HiddenMarkov_TwoWindows_EqualsTheForwardAlgorithmByHand()
    {
        // By hand: equal shares, evidence of the first window, one step of the chain, evidence of the second.
        var chain = MoodChain.Learnt;
        var (steps, looks) = (chain.Transitions(Second), 2.0 * 1 / 2);
        var belief = Enumerable.Repeat(1.0, 8).ToArray();
        belief = [.. belief.Select((b, s) => b * Math.Exp(looks * Math.Log(chain.Confusion[(s * 8) + (int)Emotion.Fear])))];
        belief = [.. Enumerable.Range(0, 8).Select(to => Enumerable.Range(0, 8).Sum(from => belief[from] * steps[(from * 8) + to]))];
        belief = [.. belief.Select((b, s) => b * Math.Exp(looks * Math.Log(chain.Confusion[(s * 8) + (int)Emotion.Surprise])))];

        Assert.True(new HiddenMarkov(Second, 2, chain).TryEstimate([Window(0, Emotion.Fear), Window(1, Emotion.Surprise)], out var estimate));
        for (var e = 0; e < 8; e++)
            Assert.Equal(belief[e] / belief.Sum(), estimate.Emotions[e], 1e-5);
    }

    [Fact]
    public void KalmanPlane_TwoWindows_EqualsTheFilterByHand()
    {
        // Error of one sure face in one frame: 0.2² × (1 + 1) = 0.08. Variance before the second window: 0.08 + 0.3².
        var gain = 0.17 / 0.25;
        var filter = new KalmanPlane(Second, 0.3, 0.2, MoodCentres.Learnt);

        Assert.True(filter.TryEstimate([Window(0, Emotion.Happiness), Window(1, Emotion.Sadness)], out var estimate));
        Assert.Equal(0.76 + gain * (-0.63 - 0.76), estimate.Mood.Valence, 1e-3);
        Assert.Equal(0.48 + gain * (-0.27 - 0.48), estimate.Mood.Arousal, 1e-3);
    }

    [Property(MaxTest = 100)]
    public void TryEstimate_AnyWindows_IsBoundedDeterministicAndBlindToTheOrderOfEvents(int seed)
    {
        var random = new Random(seed);
        var events = Enumerable.Range(0, 12).Select(w => Enumerable.Range(0, random.Next(4)).Select(i => Event(
            "a", w + (0.1 * i), (w * 10) + i, [.. Enumerable.Range(0, random.Next(3)).Select(_ => Face((Emotion)random.Next(8), random.NextSingle(), random.NextSingle()))])).ToArray()).ToArray();
        foreach (var kind in Enum.GetValues<FilterKind>())
            foreach (var aggregation in Enum.GetValues<FaceAggregation>())
            {
                var voting = new FaceVoting { Aggregation = aggregation, MinQuality = 0.2f };
                var filter = new FilterSettings { Kind = kind }.Create(Second);
                var some = filter.TryEstimate(Windows(events, voting, filter.Memory), out var one);
                foreach (var window in events)
                    random.Shuffle(window);
                Assert.Equal(some, filter.TryEstimate(Windows(events, voting, filter.Memory), out var two));
                Assert.Equal(one, two);
                if (!some)
                    continue;
                Assert.Equal(1, one.Emotions.ReadOnly.ToArray().Sum(), 1e-4);
                Assert.Equal(1, one.Masses.Happy + one.Masses.Energetic + one.Masses.Neutral + one.Masses.Sad, 1e-4);
                Assert.InRange(one.Mood.Valence, -1, 1);
                Assert.InRange(one.Mood.Arousal, -1, 1);
            }
    }

    [Theory]
    [InlineData(FilterKind.Hmm)]
    [InlineData(FilterKind.Kalman)]
    [InlineData(FilterKind.Median)]
    [InlineData(FilterKind.Majority)]
    public void TryEstimate_ManyWindows_AllocatesNothing(FilterKind kind)
    {
        var filter = Filter(kind, 8);
        var windows = Enumerable.Range(0, 8).Select(i => Window(i, (Emotion)i)).ToArray();
        Assert.Equal(0, Allocation.OnceWarm(() => filter.TryEstimate(windows, out _)));
    }

    [Fact]
    public void FaceSums_SmallOrPoorFaces_AreCountedButDoNotVote()
    {
        var sums = default(FaceSums);
        var small = Face(Emotion.Anger) with { Box = new Box(0, 0, 30, 15) };
        sums.Add([small, Face(Emotion.Anger, quality: 0.05f), Face(Emotion.Happiness)], new FaceVoting());

        Assert.Equal((3, 1), (sums.Faces, sums.Voted));
        Assert.Equal(sums.Weight, sums.Emotion((int)Emotion.Happiness), 1e-4);
    }

    [Theory]
    [InlineData(0f, 1, 1, 1)]
    [InlineData(0.5f, 1, 0.75, 0.5)]
    [InlineData(1f, 1, 0.5, 0)]
    public void FaceSums_BlurredFaces_LoseWeightByTheStrengthSet(float strength, double unmeasured, double half, double blurred)
    {
        Assert.Equal((unmeasured, half, blurred), (Weight(null), Weight(0.5f), Weight(0)));

        double Weight(float? sharpness)
        {
            var sums = default(FaceSums);
            sums.Add([Face(Emotion.Anger) with { Sharpness = sharpness }], new FaceVoting { BySharpness = strength });
            return sums.Weight;
        }
    }

    [Theory]
    [InlineData(FaceAggregation.Confident, Emotion.Happiness)]
    [InlineData(FaceAggregation.Largest, Emotion.Sadness)]
    public void FaceSums_OneSpeaker_IsTheRightOneInAnyOrder(FaceAggregation aggregation, Emotion expected)
    {
        FaceObservation[] faces = [Face(Emotion.Happiness, 0.9f), Face(Emotion.Sadness, 0.6f) with { Box = new Box(0, 0, 200, 200) }];
        var (one, two) = (default(FaceSums), default(FaceSums));
        one.Add(faces, new FaceVoting { Aggregation = aggregation });
        two.Add([faces[1], faces[0]], new FaceVoting { Aggregation = aggregation });

        Assert.Equal((2, 1, 1), (one.Faces, one.Voted, one.Tops((int)expected)));
        Assert.Equal(one.Weight, two.Weight);
        Assert.Equal(one.Valence, two.Valence);
    }

    [Fact]
    public void Chain_WrittenAndRead_IsTheSameAndRowsAddUp()
    {
        var again = MoodChain.Parse(MoodChain.Learnt.ToCsv(), "chain.csv");
        var steps = again.Transitions(Second);

        Assert.Equal(MoodChain.Learnt.ToCsv(), again.ToCsv());
        for (var row = 0; row < 8; row++)
            Assert.Equal(1, steps.Skip(row * 8).Take(8).Sum(), 1e-3);
        Assert.Equal(MoodCentres.Learnt.ToCsv(), MoodCentres.Parse(MoodCentres.Learnt.ToCsv(), "centres.csv").ToCsv());
    }

    [Theory]
    [InlineData("", "expected a line '# name'")]
    [InlineData("# a\nh\nhappy,1,1,x\nenergetic,1,1,1\nneutral,1,1,1\nsad,1,1,1", "row 3: 'x' is no number")]
    [InlineData("# a\nh\nhappy,1,1\nenergetic,1,1,1\nneutral,1,1,1\nsad,1,1,1", "row 3 must be 'happy' and 3 numbers")]
    public void Centres_WrongTable_NamesFileAndRow(string text, string expected)
    {
        var message = Assert.Throws<UserErrorException>(() => MoodCentres.Parse(text, "my.csv")).Message;
        Assert.StartsWith("my.csv: ", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    private static IMoodFilter Filter(FilterKind kind, int windows) => new FilterSettings { Kind = kind, Span = Second * windows }.Create(Second);

    private static MoodWindow[] Windows(EmotionEvent[][] events, FaceVoting voting, int memory)
    {
        List<MoodWindow> windows = [];
        for (var w = 0; w < events.Length; w++)
        {
            if (events[w].Length == 0 && w < events.Length - 1)
                continue;
            var window = new MoodWindow(w);
            foreach (var value in events[w])
                window.Add(value, FrameNumber.TryParse(value.Frame, value.Camera, out var number) ? number : default, voting);
            windows.Add(window);
        }

        return [.. windows.Where(w => w.Index > windows[^1].Index - memory)];
    }

    private static MoodWindow Window(long index, Emotion emotion, float confidence = 1)
    {
        var window = new MoodWindow(index);
        window.Add(Event("a", index, index, Face(emotion, confidence)), new FrameNumber(1, index), FaceVoting.All);
        return window;
    }
}
