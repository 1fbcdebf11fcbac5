using StreamMood.Contracts.Events;
using StreamMood.Lab.Datasets;
using StreamMood.Lab.Metrics;
using StreamMood.Vision.Detection;
using StreamMood.Vision.Models;

namespace StreamMood.Lab.Evaluation;

/// <summary>Adds up what one detector found.</summary>
internal sealed class DetectorTally
{
    private static readonly float[] Heights = [96, 48, 24, 0];

    private readonly int[] _faces = new int[Heights.Length];
    private readonly int[] _found = new int[Heights.Length];
    private readonly List<(float Score, bool Hit)> _all = [];
    private readonly List<double> _errors = [];
    private readonly List<double> _milliseconds = [];
    private int _scenes, _hits, _falseAlarms, _negatives, _negativesWithFace, _onNegatives;

    /// <summary>Counts a scene with labelled faces.</summary>
    /// <param name="scene">The labels.</param>
    /// <param name="scale">Pixels of the detector's input a pixel of the picture.</param>
    /// <param name="accepted">What it found at its own threshold, best first.</param>
    /// <param name="all">What it found at the least threshold, best first.</param>
    /// <param name="milliseconds">What that took.</param>
    public void Add(Scene scene, float scale, ReadOnlySpan<DetectedFace> accepted, ReadOnlySpan<DetectedFace> all, double milliseconds)
    {
        _scenes++;
        _milliseconds.Add(milliseconds);
        Box[] faces = [.. scene.Faces.Select(f => f.Box)], ignore = [.. scene.Ignore];
        foreach (var face in faces)
            _faces[Bucket(face, scale)]++;

        var (outcomes, taken) = Assign(accepted, faces, ignore);
        for (var i = 0; i < outcomes.Length; i++)
        {
            _falseAlarms += outcomes[i] == DetectionOutcome.FalseAlarm ? 1 : 0;
            if (outcomes[i] != DetectionOutcome.Hit)
                continue;
            _hits++;
            _found[Bucket(faces[taken[i]], scale)]++;
            if (scene.Faces[taken[i]].Landmarks is { } truth && LandmarkError.Of(accepted[i].Landmarks, truth) is { } error)
                _errors.Add(error);
        }

        (outcomes, _) = Assign(all, faces, ignore);
        for (var i = 0; i < outcomes.Length; i++)
            if (outcomes[i] != DetectionOutcome.Ignored)
                _all.Add((all[i].Score, outcomes[i] == DetectionOutcome.Hit));
    }

    /// <summary>Counts a picture without a face.</summary>
    public void AddNegative(int detections)
    {
        _negatives++;
        _onNegatives += detections;
        _negativesWithFace += detections > 0 ? 1 : 0;
    }

    public DetectorReport Report(ModelInfo model)
    {
        _milliseconds.Sort();
        return new DetectorReport
        {
            Model = model.Id,
            Sha256 = model.Sha256,
            ModelBytes = model.Bytes,
            Images = _scenes,
            Faces = _faces.Sum(),
            FacesByHeight = [.. _faces],
            Recall = new RecallByHeight(Recall(0), Recall(1), Recall(2), Recall(3)),
            Precision = Share(_hits, _hits + _falseAlarms),
            Ap50 = Math.Round(AveragePrecision.Of(_all, _faces.Sum()), 6),
            FalsePositivesPerNegative = Share(_onNegatives, _negatives),
            NegativesWithFace = Share(_negativesWithFace, _negatives),
            Nme = _errors.Count > 0 ? Math.Round(_errors.Average(), 6) : null,
            MsPerImage = Math.Round(_milliseconds[_milliseconds.Count / 2], 3),
        };
    }

    private static (DetectionOutcome[] Outcomes, int[] Taken) Assign(ReadOnlySpan<DetectedFace> detections, Box[] faces, Box[] ignore)
    {
        var boxes = new Box[detections.Length];
        for (var i = 0; i < boxes.Length; i++)
            boxes[i] = detections[i].Box;
        var (outcomes, taken) = (new DetectionOutcome[boxes.Length], new int[boxes.Length]);
        DetectionMatch.Assign(boxes, faces, ignore, outcomes, taken);
        return (outcomes, taken);
    }

    private static int Bucket(Box face, float scale) => Array.FindIndex(Heights, h => face.Height * scale >= h);

    private static double? Share(int part, int whole) => whole > 0 ? Math.Round((double)part / whole, 6) : null;

    private double? Recall(int bucket) => Share(_found[bucket], _faces[bucket]);
}
