using StreamMood.Contracts.Events;
using StreamMood.Lab.Datasets;
using StreamMood.Vision;
using StreamMood.Vision.Alignment;
using StreamMood.Vision.Detection;
using StreamMood.Vision.Emotions;

namespace StreamMood.Lab.Evaluation;

/// <summary>One thread's way from labelled pictures to a classifier's scores.</summary>
internal sealed class EmotionLane : IDisposable
{
    private readonly EmotionClassifier _classifier;
    private readonly EmotionReadout _readout;
    private readonly IReadOnlyList<(float Side, float X, float Y, bool Mirrored)> _views;
    private readonly FacePlacer _placer;
    private readonly float[] _crops;
    private readonly EmotionScores[] _scores;

    /// <param name="classifier">Shared.</param>
    /// <param name="detector">Shared; null where the picture or its landmarks say where the face is.</param>
    /// <param name="vision">How faces are found.</param>
    /// <param name="augmented">Whether to average several views.</param>
    /// <param name="readout">After which convention.</param>
    public EmotionLane(EmotionClassifier classifier, FaceDetector? detector, VisionOptions vision, bool augmented, EmotionReadout readout)
    {
        (_classifier, _readout) = (classifier, readout);
        _views = TestTimeViews.Of(augmented);
        _placer = new FacePlacer(classifier.Crop, detector, vision);
        _crops = new float[EmotionClassifier.MaxBatch * _views.Count * classifier.Crop.Length];
        _scores = new EmotionScores[EmotionClassifier.MaxBatch * _views.Count];
    }

    /// <summary>Scores up to <see cref="EmotionClassifier.MaxBatch"/> pictures.</summary>
    /// <param name="faces">The pictures.</param>
    /// <param name="scores">Mean probabilities over the views; undefined without a face.</param>
    /// <param name="found">Whether a face was found.</param>
    public void Run(ReadOnlySpan<LabelledFace> faces, Span<EmotionScores> scores, Span<bool> found)
    {
        var (views, length, count) = (_views.Count, _classifier.Crop.Length, 0);
        for (var i = 0; i < faces.Length; i++)
            if (found[i] = _placer.TryPlace(faces[i], out var placement))
                Cut(placement, _crops.AsSpan(views * length * count++, views * length));
        _classifier.Classify(_crops.AsSpan(0, count * views * length), _scores.AsSpan(0, count * views), _readout);
        for (int i = 0, at = 0; i < faces.Length; i++)
            if (found[i])
                scores[i] = Mean(_scores.AsSpan(views * at++, views));
    }

    public void Dispose() => _placer.Dispose();

    private void Cut(in Similarity placement, Span<float> crops)
    {
        var (size, length) = (_classifier.CropSize, _classifier.Crop.Length);
        for (var v = 0; v < _views.Count; v++)
        {
            var (side, x, y, mirrored) = _views[v];
            var crop = crops.Slice(v * length, length);
            _placer.Cut(TestTimeViews.Place(placement, size, side, x, y), crop);
            for (var row = 0; mirrored && row < length / size; row++)
                crop.Slice(row * size, size).Reverse();
        }
    }

    private static EmotionScores Mean(ReadOnlySpan<EmotionScores> views)
    {
        EmotionScores mean = default;
        foreach (var view in views)
            for (var e = 0; e < Emotions.Count; e++)
                mean[(Emotion)e] += view[(Emotion)e] / views.Length;
        return mean;
    }
}
