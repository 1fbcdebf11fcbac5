using StreamMood.Contracts.Events;
using StreamMood.Vision;
using StreamMood.Vision.Detection;
using StreamMood.Vision.Emotions;
using StreamMood.Vision.Models;

namespace StreamMood.Tests.Vision;

public sealed class FaceFinderTests : IDisposable
{
    private static readonly ModelSessionOptions Cpu = new() { Provider = "cpu" };
    private readonly TestModels _models = new();
    private readonly FaceDetector _detector;
    private readonly EmotionClassifier _classifier;

    public FaceFinderTests()
    {
        _detector = FaceDetector.Load(_models.Detector(), Cpu);
        _classifier = EmotionClassifier.Load(_models.Emotion(), Cpu);
    }

    public void Dispose()
    {
        _classifier.Dispose();
        _detector.Dispose();
        _models.Dispose();
    }

    [Fact]
    public void Find_BrightPlaceInHalvedFrame_GivesBoxAndLandmarksInFramePixels()
    {
        // 16 frame pixels are one 8 × 8 place of the detector's 320 × 256 input.
        using var finder = FaceFinder.Create(_detector, _classifier, new VisionOptions());
        var found = new FoundFaces();
        var status = finder.Find(TestPictures.Jpeg(TestPictures.Squares(640, 480, 16, (200, 136), (440, 312))), found);

        Assert.Equal(FrameStatus.Ok, status);
        Assert.Equal((640, 480, 2), (found.Width, found.Height, found.Count));
        var face = found.Faces.ToArray().MinBy(f => f.Box.X);
        Near(new Box(200 - 32, 136 - 32, 64, 64), face.Box);
        Assert.Equal(200 - 16, face.Landmarks.RightEye.X, 1.5);
        Assert.Equal(136 - 12, face.Landmarks.RightEye.Y, 1.5);
        Assert.Equal(200 + 12, face.Landmarks.LeftMouth.X, 1.5);
        Assert.Equal(2 * _classifier.Crop.Length, found.Crops.Length);
        Assert.All(found.Qualities.ToArray(), q => Assert.InRange(q, 0.9f, 1f));
    }

    [Fact]
    public void DropCrops_FacesFoundAgain_CropsAreThoseOfTheNewFrame()
    {
        using var finder = FaceFinder.Create(_detector, _classifier, new VisionOptions());
        var (found, other) = (new FoundFaces(), new FoundFaces());
        var two = TestPictures.Jpeg(TestPictures.Squares(640, 480, 16, (200, 136), (440, 312)));
        finder.Find(two, other);
        finder.Find(TestPictures.Jpeg(TestPictures.Squares(640, 480, 16, (200, 136))), found);
        found.DropCrops();
        Assert.Equal((1, 0), (found.Count, found.Crops.Length));
        found.DropCrops();

        finder.Find(two, found);

        Assert.Equal(other.Crops.ToArray(), found.Crops.ToArray());
    }

    [Theory]
    [InlineData(1280, 720)]
    [InlineData(1920, 1080)]
    [InlineData(3840, 2160)]
    public void Find_LargeFrame_IsReducedAndStillReportsFramePixels(int width, int height)
    {
        using var finder = FaceFinder.Create(_detector, _classifier, new VisionOptions());
        var found = new FoundFaces();
        var unit = width / 320;
        var jpeg = TestPictures.Jpeg(TestPictures.Squares(width, height, 8 * unit, (100 * unit, 60 * unit)));
        Assert.Equal(FrameStatus.Ok, finder.Find(jpeg, found));
        Assert.Equal((width, height), (found.Width, found.Height));
        var face = Assert.Single(found.Faces.ToArray());
        Assert.Equal(100 * unit, face.Box.X + face.Box.Width / 2, 2.0 * unit);
        Assert.Equal(60 * unit, face.Box.Y + face.Box.Height / 2, 2.0 * unit);
    }

    [Fact]
    public void Find_BadFrameAfterGoodOne_LeavesNothingOfTheGoodOne()
    {
        using var finder = FaceFinder.Create(_detector, _classifier, new VisionOptions());
        var found = new FoundFaces();
        finder.Find(TestPictures.Jpeg(TestPictures.Squares(640, 480, 16, (200, 136))), found);
        Assert.Equal(FrameStatus.NotJpeg, finder.Find("hello"u8, found));
        Assert.Equal((0, 0, 0), (found.Width, found.Height, found.Count));
        Assert.Equal(0, found.Crops.Length);
    }

    [Fact]
    public void FindAndClassify_Warm_AllocateNothing()
    {
        using var finder = FaceFinder.Create(_detector, _classifier, new VisionOptions());
        var found = new FoundFaces();
        byte[][] frames =
        [
            TestPictures.Jpeg(TestPictures.Squares(640, 480, 16, (200, 136), (440, 312), (100, 400))),
            TestPictures.Jpeg(TestPictures.Squares(480, 270, 12, (200, 136))),
            TestPictures.Jpeg(TestPictures.Squares(1280, 720, 32, (640, 360))),
            [.. "not a picture"u8],
        ];
        var scores = new EmotionScores[8];
        Assert.Equal(0, Allocation.OnceWarm(Pass));

        void Pass()
        {
            foreach (var frame in frames)
            {
                finder.Find(frame, found);
                _classifier.Classify(found.Crops, scores.AsSpan(0, found.Count));
            }
        }
    }

    [Fact]
    public void Find_MoreFacesThanAsked_KeepsTheBest()
    {
        using var finder = FaceFinder.Create(_detector, _classifier, new VisionOptions { MaxFaces = 1 });
        var found = new FoundFaces();
        finder.Find(TestPictures.Jpeg(TestPictures.Squares(640, 480, 16, (200, 136), (440, 312))), found);
        Assert.Equal(1, found.Count);
    }

    private static void Near(Box expected, Box actual)
    {
        Assert.Equal(expected.X, actual.X, 1.5);
        Assert.Equal(expected.Y, actual.Y, 1.5);
        Assert.Equal(expected.Width, actual.Width, 1.5);
        Assert.Equal(expected.Height, actual.Height, 1.5);
    }
}
