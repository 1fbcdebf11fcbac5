using Confluent.Kafka;
using StreamMood.Contracts.Events;
using StreamMood.Pipeline.Inference;
using StreamMood.Pipeline.Kafka;
using StreamMood.Vision.Detection;

namespace StreamMood.Tests.Pipeline.Inference;

public sealed class EmotionBatchTests
{
    private const int CropLength = 4;

    private readonly FrameWork.FrameWorkPool _pool = new((_, _) => { });
    private readonly AssignedPartition _partition = new(new TopicPartition("t", 0));

    [Fact]
    public void Classify_FacesOfManyFrames_EachFrameGetsItsOwnScores()
    {
        var batch = new EmotionBatch(16);
        int[] faces = [2, 0, 3, 1];
        foreach (var (count, i) in faces.Select((f, i) => (f, i)))
            batch.Add(Work(count, value: i + 1));
        Assert.Equal(6, batch.Faces);
        var calls = 0;

        batch.Classify((crops, scores) =>
        {
            calls++;
            Assert.Equal(scores.Length * CropLength, crops.Length);
            for (var i = 0; i < scores.Length; i++)
                scores[i][Emotion.Neutral] = crops[i * CropLength];
        });

        Assert.Equal(1, calls);
        var face = 0;
        for (var i = 0; i < faces.Length; i++)
        {
            var scores = batch.Scores(i, face);
            face += scores.Length;
            Assert.Equal(faces[i], scores.Length);
            foreach (var score in scores)
                Assert.Equal(i + 1, score[Emotion.Neutral]);
        }
    }

    [Fact]
    public void Fits_BeyondTheLimit_OnlyIntoAnEmptyBatch()
    {
        var batch = new EmotionBatch(4);
        Assert.True(batch.Fits(Work(9, 0)));
        batch.Add(Work(3, 0));
        Assert.True(batch.Fits(Work(1, 0)));
        Assert.False(batch.Fits(Work(2, 0)));
        Assert.False(batch.IsFull);
        batch.Add(Work(1, 0));
        Assert.True(batch.IsFull);
        batch.Clear();
        Assert.True(batch.Fits(Work(9, 0)));
    }

    [Fact]
    public void Classify_NoFaces_DoesNotRun()
    {
        var batch = new EmotionBatch(4);
        batch.Add(Work(0, 0));
        batch.Classify((_, _) => Assert.Fail("nothing to classify"));
        Assert.Equal(0, batch.Scores(0, 0).Length);
    }

    private FrameWork Work(int faces, float value)
    {
        var work = _pool.Rent(_partition, 0, PooledBytes.Copy([]));
        work.Faces.Reset(10, 10);
        work.Faces.Fill(new DetectedFace[faces], CropLength);
        for (var i = 0; i < faces; i++)
            work.Faces.Crop(i).Fill(value);
        return work;
    }
}
