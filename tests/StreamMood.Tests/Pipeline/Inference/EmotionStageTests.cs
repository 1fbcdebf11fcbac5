using StreamMood.Contracts.Events;
using StreamMood.Pipeline.Inference;
using StreamMood.Tests.Vision;

namespace StreamMood.Tests.Pipeline.Inference;

public sealed class EmotionStageTests : IDisposable
{
    private const float Poison = 13;

    private readonly WorkBench _bench = new();
    private readonly TestModels _files = new();
    private readonly ModelGeneration _models;
    private readonly List<int> _runs = [];
    private Action? _onPoison;
    private int _most = int.MaxValue;

    public EmotionStageTests() => _models = new ModelGeneration(
        InferenceModels.Load(new InferenceOptions { Detector = _files.Detector(), Emotion = _files.Emotion(), Session = { Provider = "cpu" } }))
    {
        Classify = Classify,
    };

    public void Dispose()
    {
        _models.Release();
        _files.Dispose();
        _bench.Dispose();
    }

    [Fact]
    public void Run_OnePoisonousFrameInABatch_IsBuriedAndTheOthersEventsComeOutInOrderOnce()
    {
        Run(Good("a/0"), Good("b/0", faces: 2), Bad("a/1"), Good("a/2"), Good("c/0", faces: 0), Good("b/1"));

        Assert.Equal([6, 1, 2, 1, 1, 1], _runs);
        Assert.Equal(["a/1/0", "b/1/0", "a/1/2", "c/1/0", "b/1/1"], _bench.Producer.Events);
        var letter = Assert.Single(_bench.Producer.DeadLetters);
        Assert.Equal(("emotion", InferenceMetrics.Failed, "a/1/1", 2), (letter.Stage, letter.Reason, letter.Id, letter.Offset));
        Assert.Equal("InvalidOperationException: poison", letter.Message);
        Assert.Equal((5, 5, 1, 0), (_bench.Metrics.Inferred, _bench.Metrics.Faces, _bench.Metrics.DeadLetters.Total, _bench.Metrics.InFlight));
        Assert.True(_bench.Partition.Offsets.TryTake(out var next));
        Assert.Equal(6, next);
    }

    [Fact]
    public void Run_BatchFailsTogetherAndGoesWellAlone_LeavesNoDeadLetter()
    {
        _most = 1; // as on a device without memory for more
        Run(Good("a/0"), Good("a/1"), Good("a/2"));

        Assert.Equal(["a/1/0", "a/1/1", "a/1/2"], _bench.Producer.Events);
        Assert.Empty(_bench.Producer.DeadLetters);
        Assert.Equal(3, _bench.Metrics.Batches);
    }

    [Fact]
    public void Run_TenFailuresOnEnd_EndsTheStage()
    {
        var thrown = Assert.Throws<InvalidOperationException>(() => Run([.. Enumerable.Range(0, 12).Select(i => Bad($"a/{i}"))]));

        Assert.Equal("poison", thrown.Message);
        Assert.Equal(9, _bench.Producer.DeadLetters.Count());
        Assert.Empty(_bench.Producer.Events);
        Assert.Equal(3, _bench.Metrics.InFlight); // the tenth too: it is read again
    }

    [Fact]
    public void Run_OneSuccessBetween_CountsFailuresAnew()
    {
        Run([.. Enumerable.Range(0, 19).Select(i => i == 9 ? Good($"a/{i}") : Bad($"a/{i}"))]);

        Assert.Equal(["a/1/9"], _bench.Producer.Events);
        Assert.Equal(18, _bench.Producer.DeadLetters.Count());
    }

    // Frames without faces never come to the model, so they say nothing for it.
    [Fact]
    public void Run_FailuresWithEmptyFramesBetween_EndTheStageAllTheSame()
    {
        Assert.Throws<InvalidOperationException>(
            () => Run([.. Enumerable.Range(0, 24).Select(i => i % 2 == 1 ? Good($"a/{i}", faces: 0) : Bad($"a/{i}"))]));

        Assert.Equal(9, _bench.Producer.DeadLetters.Count());
    }

    [Fact]
    public void Run_PartitionLostWhileABatchFails_LeavesNeitherEventNorDeadLetter()
    {
        _onPoison = () => _bench.Partition.Lose();
        Run(Good("a/0"), Bad("a/1"), Good("a/2"));

        Assert.Empty(_bench.Producer.Sent);
        Assert.Equal((3, 0), (_bench.Metrics.Abandoned, _bench.Metrics.InFlight));
        Assert.False(_bench.Partition.Offsets.TryTake(out _));
    }

    private static EmotionScores Neutral()
    {
        var scores = new EmotionScores();
        scores[Emotion.Neutral] = 1;
        return scores;
    }

    private FrameWork Good(string name, int faces = 1) => _bench.Found(name, _models, faces);

    private FrameWork Bad(string name) => _bench.Found(name, _models, value: Poison);

    private void Run(params FrameWork[] frames)
    {
        var stage = _bench.Stage();
        foreach (var frame in frames)
            Assert.True(stage.Queue.Put(frame, _bench.Abort));
        stage.Queue.Complete();
        stage.Run();
    }

    private void Classify(ReadOnlySpan<float> crops, Span<EmotionScores> scores)
    {
        _runs.Add(scores.Length);
        if (scores.Length > _most)
            throw WorkBench.RuntimeFailure;
        if (crops.Contains(Poison))
        {
            _onPoison?.Invoke();
            throw new InvalidOperationException("poison");
        }

        scores.Fill(Neutral());
    }
}
