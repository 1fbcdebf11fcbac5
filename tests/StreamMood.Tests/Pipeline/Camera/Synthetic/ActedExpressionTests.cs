using StreamMood.Contracts.Events;
using StreamMood.Pipeline.Camera;
using StreamMood.Pipeline.Camera.Synthetic;
using StreamMood.Vision;
using StreamMood.Vision.Detection;
using StreamMood.Vision.Emotions;
using StreamMood.Vision.Imaging;
using StreamMood.Vision.Models;

namespace StreamMood.Tests.Pipeline.Camera.Synthetic;

/// <summary>What the synthetic cameras are for: their pictures alone, through JPEG and the bundled models, tell what was acted.</summary>
public sealed class ActedExpressionTests
{
    private const int Cameras = 6;
    private const int FramesEach = 12;
    private const int MostFaces = 32;
    private static readonly ModelSessionOptions Cpu = new() { Provider = "cpu" };

    [Fact]
    public void BundledModels_SyntheticFrames_FindEveryFaceAndReadItsCategory()
    {
        var (found, read) = Look(ModelFiles.DefaultDetector, persons: 1);
        Assert.True(found >= 0.99, $"faces found in {found:P1} of the frames");
        Assert.True(read >= 0.9, $"category read in {read:P1} of the faces");
    }

    [Fact]
    public void BundledModels_Crowd_FindEveryFace() => Assert.True(Look(ModelFiles.DefaultDetector, persons: 3).Found >= 0.97);

    [SkippableFact]
    public void YuNet_SyntheticFrames_FindsEveryFace()
    {
        var folder = Repository.Data("detectors");
        Skip.If(folder is null, "the public detectors are not on this machine");
        Assert.True(Look(Path.Combine(folder!, "yunet_n_dynamic.onnx"), persons: 1).Found >= 0.99);
    }

    private static (double Found, double Read) Look(string detectorName, int persons)
    {
        using var detector = FaceDetector.Load(detectorName, Cpu);
        using var classifier = EmotionClassifier.Load(ModelFiles.DefaultEmotion, Cpu);
        using var finder = FaceFinder.Create(detector, classifier, new VisionOptions());
        using var artist = new GeneratedFaceArtist(ModelFiles.DefaultGenerator);
        using var encoder = new JpegEncoder();
        var faces = new FoundFaces();
        var frame = new byte[CameraSpec.DefaultWidth * CameraSpec.DefaultHeight];
        var scores = new EmotionScores[MostFaces];
        int frames = 0, found = 0, looked = 0, read = 0;
        for (var camera = 0; camera < Cameras; camera++)
        {
            var source = new SourceSpec { Kind = SourceKind.Synthetic, Seed = SeededRandom.Mix(11, (ulong)camera), Persons = persons };
            var scene = new SyntheticScene(source, CameraSpec.DefaultWidth, CameraSpec.DefaultHeight, artist);
            for (var i = 0; i < FramesEach; i++)
            {
                var at = TimeSpan.FromSeconds(1 + (i * 2.3));
                scene.Draw(at, artist, frame);
                var jpeg = encoder.EncodeGray(frame, scene.Width, scene.Height, scene.Width, CameraSpec.DefaultQuality);
                Assert.Equal(FrameStatus.Ok, finder.Find(jpeg.Span, faces));
                frames++;
                found += faces.Count == persons ? 1 : 0;
                if (scene.Script.HoldsOne(at, at + TimeSpan.FromMilliseconds(1)) is not { } acted || faces.Count == 0)
                    continue;
                classifier.Classify(faces.Crops, scores.AsSpan(0, faces.Count));
                looked += faces.Count;
                for (var face = 0; face < faces.Count; face++)
                    read += Quadrant(scores[face].Top) == Quadrant(acted) ? 1 : 0;
            }
        }

        return ((double)found / frames, (double)read / looked);
    }

    // Neutral stands for itself, as it does in the song categories.
    private static (int Valence, int Arousal) Quadrant(Emotion emotion) =>
        emotion == Emotion.Neutral ? (0, 0) : (MathF.Sign(Circumplex.Valence(emotion)), MathF.Sign(Circumplex.Arousal(emotion)));
}
