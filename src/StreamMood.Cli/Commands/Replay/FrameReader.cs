using StreamMood.Contracts.Events;
using StreamMood.Vision;
using StreamMood.Vision.Detection;
using StreamMood.Vision.Emotions;
using StreamMood.Vision.Models;

namespace StreamMood.Cli.Commands.Replay;

/// <summary>One pair of models that reads frames, the way the worker does. Not thread-safe.</summary>
internal sealed class FrameReader : IDisposable
{
    private readonly FaceDetector _detector;
    private readonly EmotionClassifier _classifier;
    private readonly FaceFinder _finder;
    private readonly FoundFaces _found = new();

    /// <exception cref="Contracts.UserErrorException">When a model is not understood.</exception>
    public FrameReader(string detector, string emotion, ModelSessionOptions session, VisionOptions vision)
    {
        _detector = FaceDetector.Load(detector, session);
        _classifier = EmotionClassifier.Load(emotion, session);
        _finder = FaceFinder.Create(_detector, _classifier, vision);
    }

    /// <summary>Which models.</summary>
    public string Name => $"{_detector.Info.Id} {_classifier.Info.Id}";

    /// <summary>The faces of a frame; null when it cannot be read.</summary>
    public IReadOnlyList<ReadFace>? Read(ReadOnlySpan<byte> jpeg)
    {
        if (_finder.Find(jpeg, _found) != FrameStatus.Ok)
            return null;
        var scores = new EmotionScores[_found.Count];
        _classifier.Classify(_found.Crops, scores);
        var faces = new ReadFace[scores.Length];
        for (var i = 0; i < faces.Length; i++)
            faces[i] = new ReadFace(_found.Faces[i].Box, scores[i]);
        return faces;
    }

    public void Dispose()
    {
        _finder.Dispose();
        _classifier.Dispose();
        _detector.Dispose();
    }
}
