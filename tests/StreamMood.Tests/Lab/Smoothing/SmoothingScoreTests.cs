using System.Xml.Linq;
using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Lab.Smoothing;
using StreamMood.Tests.Mood;

namespace StreamMood.Tests.Lab.Smoothing;

public class SmoothingScoreTests
{
    private const MoodState H = MoodState.Happy, S = MoodState.Sad, U = MoodState.Undecided;

    private static readonly StreamPart[] Parts = [Part(0, 10, Emotion.Happiness), Part(10, 20, Emotion.Sadness), Part(20, 30, Emotion.Happiness)];

    [Fact]
    public void Add_EveryChangeAnswered_HasDelaysAndNoFalseSwitch()
    {
        var figures = Figures((1, H), (11, S), (23, H));

        Assert.Equal((2, 0, 0.0), (figures.Changes, figures.Missed, figures.FalseSwitchesPerMinute));
        Assert.Equal((1.0, 3.0), (figures.DelayP50, figures.DelayP95));
        // From 4 to 30 seconds, four of them wrong.
        Assert.Equal(22.0 / 26, figures.Accuracy, 1e-3);
    }

    [Fact]
    public void Add_FlickerAndUndecided_AreFalseSwitches()
    {
        var figures = Figures((1, H), (6, S), (7, H), (11, U), (12, S), (23, H));

        Assert.Equal(3 / (26 / 60.0), figures.FalseSwitchesPerMinute, 1e-3);
        Assert.Equal(5 / (26 / 60.0), figures.SwitchesPerMinute, 1e-3);
        Assert.Equal(2.0, figures.DelayP50);
    }

    [Fact]
    public void Add_ChangeNeverAnswered_IsMissedAndCountsItsWholeLength()
    {
        var figures = Figures((1, H));

        Assert.Equal((2, 1), (figures.Changes, figures.Missed));
        Assert.Equal(10.0, figures.DelayP95);
        Assert.Equal(0.0, figures.DelayP50);
    }

    [Fact]
    public void Add_AnsweredTooLate_IsFalse()
    {
        var figures = Figures((1, H), (20.5, S), (22, H));

        // The one that is late, and the way back from it.
        Assert.Equal(1, figures.Missed);
        Assert.Equal(2 / (26 / 60.0), figures.FalseSwitchesPerMinute, 1e-3);
    }

    [Fact]
    public void Run_SteadyFaces_SwitchesOnceAndTheRawStreamToo()
    {
        var sequence = Sequence();
        var comparison = SmoothingBenchmark.Run([sequence], [.. SmoothingWay.All.Take(8)], null, CancellationToken.None);

        Assert.Equal((1, 0, 0.0), (comparison.Raw.Changes, comparison.Raw.Missed, comparison.Raw.FalseSwitchesPerMinute));
        Assert.All(comparison.Points, p => Assert.Equal(0, p.Figures.Missed));
        Assert.All(comparison.Points, p => Assert.InRange(p.Figures.DelayP95, 0.5, 9));
        Assert.NotEmpty(comparison.Front());
        var svg = ParetoPlot.Draw(comparison, comparison.Knee());
        Assert.Equal("svg", XDocument.Parse(svg).Root!.Name.LocalName);
        Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Lose_Half_LosesAboutHalfInRunsAndTheSameEachTime()
    {
        var sequence = Sequence();
        var lost = sequence.Lose(0.5, 3);

        Assert.InRange(lost.Events.Count, sequence.Events.Count * 0.35, sequence.Events.Count * 0.65);
        Assert.Equal(lost.Events, sequence.Lose(0.5, 3).Events);
    }

    [Fact]
    public void File_WrittenAndRead_IsTheSame()
    {
        var path = Path.GetTempFileName();
        try
        {
            var sequence = Sequence();
            StreamFile.Write(path, sequence);
            var again = StreamFile.Read(path);
            Assert.Equal(sequence.Parts, again.Parts);
            Assert.Equal((sequence.Name, sequence.Condition, sequence.Cast), (again.Name, again.Condition, again.Cast));
            Assert.Equal(
                sequence.Events.Select(e => (e.Frame, e.CapturedAt, e.Faces[0].Label)), again.Events.Select(e => (e.Frame, e.CapturedAt, e.Faces[0].Label)));

            File.WriteAllText(path, """{"name":"a","condition":"b","cast":1,"parts":[{"start":1,"end":2,"shown":"fear","state":"energetic"}]}""");
            Assert.Contains("part 1 must follow", Assert.Throws<UserErrorException>(() => StreamFile.Read(path)).Message, StringComparison.Ordinal);
            File.WriteAllText(path, "nonsense");
            Assert.StartsWith($"{path}:1: ", Assert.Throws<UserErrorException>(() => StreamFile.Read(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Chain_LearntFromASequence_KnowsWhatFollowsWhat()
    {
        var chain = ChainLearner.Chain("test", [Sequence()]);
        var steps = chain.Transitions(TimeSpan.FromSeconds(1));
        double Next(Emotion from, Emotion to) => steps[((int)from * Emotions.Count) + (int)to];

        Assert.True(Next(Emotion.Happiness, Emotion.Sadness) > Next(Emotion.Happiness, Emotion.Anger));
        Assert.Equal(Emotion.Sadness, (Emotion)Enumerable.Range(0, 8).MaxBy(e => chain.Confusion[((int)Emotion.Sadness * 8) + e]));
    }

    private static LabelledSequence Sequence() => new()
    {
        Name = "a",
        Condition = "even",
        Cast = 1,
        Parts = [Part(0, 20, Emotion.Happiness), Part(20, 40, Emotion.Sadness)],
        Events =
        [
            .. Enumerable.Range(0, 400).Select(i => EmotionEvents.Event("a", i * 0.1, i, EmotionEvents.Face(i < 200 ? Emotion.Happiness : Emotion.Sadness, 0.9f)) with
            {
                CapturedAt = LabelledSequence.Epoch + TimeSpan.FromSeconds(i * 0.1),
            }),
        ],
    };

    private static SmoothingFigures Figures(params (double At, MoodState State)[] said)
    {
        var score = new SmoothingScore();
        score.Add(Parts, [.. said.Select(s => (TimeSpan.FromSeconds(s.At), s.State))]);
        return score.Figures();
    }

    private static StreamPart Part(double start, double end, Emotion shown) => StreamRecorder.Part(TimeSpan.FromSeconds(start), TimeSpan.FromSeconds(end), shown);
}
