using StreamMood.Contracts.Events;
using StreamMood.Pipeline.Camera;
using StreamMood.Pipeline.Camera.Synthetic;
using StreamMood.Vision;
using StreamMood.Vision.Detection;
using StreamMood.Vision.Emotions;
using StreamMood.Vision.Imaging;
using StreamMood.Vision.Models;

namespace StreamMood.Tests.Vision;

/// <summary>A frame worked on again, by another worker, after other frames and in another batch, must give the same event.</summary>
public sealed class RepeatabilityTests
{
    private const int Side = 480;
    private static readonly ModelSessionOptions Cpu = new() { Provider = "cpu" };

    [Theory]
    [InlineData(ModelFiles.DefaultEmotion)]
    [InlineData(ModelFiles.LargeEmotion)]
    public void Path_OtherOrderBatchAndFinder_GivesTheSameBits(string model)
    {
        using var detector = FaceDetector.Load(ModelFiles.DefaultDetector, Cpu);
        using var classifier = EmotionClassifier.Load(model, Cpu);
        var jpegs = Frames(cameras: 3, each: 12);
        var order = Enumerable.Range(0, jpegs.Length).ToArray();
        var alone = Look(detector, classifier, jpegs, order, batch: 1);
        Assert.All(alone, Assert.NotEmpty);

        new Random(3).Shuffle(order);
        foreach (var batch in (int[])[1, 3, 16])
            Assert.Equal(alone, Look(detector, classifier, jpegs, order, batch));
    }

    [Fact]
    public void Softmax_OverAndOver_GivesTheSameBits()
    {
        // Often enough that the runtime optimises the method again.
        float[] logits = [1.5f, -0.25f, 3.75f, 0.125f, -2, 7.0625f, 0.5f, 2.25f];
        var first = new float[logits.Length];
        var again = new float[logits.Length];
        Softmax.Apply(logits, 0.65f, first);
        for (var i = 0; i < 200_000; i++)
        {
            Softmax.Apply(logits, 0.65f, again);
            if (!first.AsSpan().SequenceEqual(again))
                Assert.Equal(first, again);
        }
    }

    // Each frame's crops and scores, bit by bit, at its place in jpegs.
    private static uint[][] Look(FaceDetector detector, EmotionClassifier classifier, byte[][] jpegs, int[] order, int batch)
    {
        using var finder = FaceFinder.Create(detector, classifier, new VisionOptions());
        var found = new FoundFaces();
        var size = classifier.CropSize * classifier.CropSize;
        var results = new uint[jpegs.Length][];
        foreach (var together in order.Chunk(batch))
        {
            var crops = new List<float>();
            var faces = new int[together.Length];
            for (var k = 0; k < together.Length; k++)
            {
                Assert.Equal(FrameStatus.Ok, finder.Find(jpegs[together[k]], found));
                faces[k] = found.Count;
                crops.AddRange(found.Crops);
            }

            var scores = new EmotionScores[faces.Sum()];
            classifier.Classify(crops.ToArray(), scores);
            for (int k = 0, face = 0; k < together.Length; face += faces[k++])
                results[together[k]] =
                [
                    .. crops.Skip(face * size).Take(faces[k] * size)
                        .Concat(scores.Skip(face).Take(faces[k]).SelectMany(s => s.ReadOnly.ToArray()))
                        .Select(BitConverter.SingleToUInt32Bits),
                ];
        }

        return results;
    }

    private static byte[][] Frames(int cameras, int each)
    {
        using var artist = new GeneratedFaceArtist(ModelFiles.DefaultGenerator);
        using var encoder = new JpegEncoder();
        var frame = new byte[Side * Side];
        List<byte[]> jpegs = [];
        for (var camera = 0; camera < cameras; camera++)
        {
            var source = new SourceSpec { Kind = SourceKind.Synthetic, Seed = SeededRandom.Mix(5, (ulong)camera), Persons = 1 + (camera % 2) };
            var scene = new SyntheticScene(source, Side, Side, artist);
            for (var i = 0; i < each; i++)
            {
                scene.Draw(TimeSpan.FromSeconds(i * 0.7), artist, frame);
                jpegs.Add(encoder.EncodeGray(frame, Side, Side, Side, CameraSpec.DefaultQuality).ToArray());
            }
        }

        return [.. jpegs];
    }
}
