using StreamMood.Lab.Evaluation;
using StreamMood.Vision;

namespace StreamMood.Lab.Comparison;

/// <summary>The scenes on which detectors are compared.</summary>
internal static class DetectorScenes
{
    /// <summary>Runs every detector over every set of scenes that is there.</summary>
    public static IEnumerable<DetectorComparison> Compare(
        ComparisonOptions options, List<string> notes, IProgress<EvaluationStep>? progress, CancellationToken cancellationToken)
    {
        var (context, crowd) = (Path.Combine(options.Data, "faces-in-context"), Path.Combine(options.Data, "crowd"));
        if (Directory.Exists(context))
            yield return Run("Faces in offices and gardens; pictures without a face", 320, o =>
            {
                o.Images = Path.Combine(context, "caltech_faces.zip");
                o.Boxes = Path.Combine(context, "caltech_faces.csv");
                o.Negatives = Path.Combine(context, "negatives.zip");
            });
        else
            notes.Add($"faces-in-context is not in {options.Data} and left out");
        if (!Directory.Exists(crowd))
        {
            notes.Add($"crowd is not in {options.Data} and left out");
            yield break;
        }

        foreach (var size in (int[])[320, 640])
            yield return Run("Crowds, masks, profiles", size, o =>
            {
                o.Images = Path.Combine(crowd, "crowd.zip");
                o.Boxes = Path.Combine(crowd, "crowd_boxes.csv");
                o.Ignore = Path.Combine(crowd, "crowd_ignore.csv");
            });

        DetectorComparison Run(string title, int size, Action<DetectorEvaluationOptions> scenes)
        {
            var evaluation = new DetectorEvaluationOptions
            {
                Models = options.Detectors,
                Session = options.Session,
                Vision = new VisionOptions { DetectorSize = size, Limits = options.Vision.Limits },
            };
            scenes(evaluation);
            return new DetectorComparison($"{title}, long side {size}", DetectorEvaluation.Run(evaluation, progress, cancellationToken));
        }
    }
}
