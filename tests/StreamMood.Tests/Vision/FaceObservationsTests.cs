using StreamMood.Contracts.Events;
using StreamMood.Vision;
using StreamMood.Vision.Detection;

namespace StreamMood.Tests.Vision;

public sealed class FaceObservationsTests
{
    private static readonly Landmarks Frontal = new(new(30, 40), new(70, 40), new(50, 60), new(35, 80), new(65, 80));

    [Fact]
    public void Compose_JoinsFaceTrackAndScores()
    {
        var found = new FoundFaces();
        found.Reset(640, 480);
        found.Fill([new DetectedFace(new Box(10, 20, 80, 100), 0.8f, Frontal)], 4);
        found.SetQuality(0, 0.6f, 0.4f);
        EmotionScores scores = default;
        (scores[Emotion.Happiness], scores[Emotion.Contempt]) = (0.75f, 0.25f);
        var face = Assert.Single(FaceObservations.Compose(found, [7], [scores]));
        Assert.Equal((7, 0.8f, "happiness", 0.75f, 0.6f, 0.4f), (face.Track, face.Score, face.Label, face.Confidence, face.Quality, face.Sharpness));
        Assert.Equal(0.76f, face.Valence, 1e-5f);
        Assert.Equal(0.48f, face.Arousal, 1e-5f);
        Assert.Throws<ArgumentException>(() => FaceObservations.Compose(found, [1, 2], [scores]));
    }

    [Fact]
    public void Quality_FallsWithSizeAndTurning()
    {
        Assert.Equal(1, Quality(100, Frontal), 1e-3f);
        Assert.InRange(Quality(30, Frontal), 0.4f, 0.6f);
        Assert.Equal(0, Quality(10, Frontal));
        Assert.InRange(Quality(100, Frontal with { Nose = new Point(60, 60) }), 0.6f, 0.9f);
        Assert.Equal(0, Quality(100, Frontal with { Nose = new Point(75, 60) }));
        // A tilted head loses nothing.
        var tilted = new Landmarks(new(40, 30), new(40, 70), new(20, 50), new(0, 35), new(0, 65));
        Assert.Equal(1, Quality(100, tilted), 1e-3f);
        Assert.Equal(0, Quality(100, default));
    }

    private static float Quality(float side, Landmarks landmarks) => FaceQuality.Of(new DetectedFace(new Box(0, 0, side, side), 1, landmarks));
}
