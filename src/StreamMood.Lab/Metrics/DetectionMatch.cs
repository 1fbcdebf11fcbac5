using StreamMood.Contracts.Events;

namespace StreamMood.Lab.Metrics;

/// <summary>What became of one detection.</summary>
public enum DetectionOutcome
{
    /// <summary>It overlaps a face that no better detection has taken.</summary>
    Hit,

    /// <summary>There is no face, or it is taken.</summary>
    FalseAlarm,

    /// <summary>It lies on a region where nobody said what there is.</summary>
    Ignored,
}

/// <summary>Assigns detections to the labelled faces of one picture.</summary>
public static class DetectionMatch
{
    /// <summary>Least intersection over union of a hit.</summary>
    public const float Overlap = 0.5f;

    /// <summary>
    /// Best score first, each detection takes the free face it overlaps most, from <see cref="Overlap"/> on. One that takes none
    /// and overlaps an ignore region as much, or lies for half of its area inside one, is ignored.
    /// </summary>
    /// <param name="detections">Boxes, best score first.</param>
    /// <param name="faces">Labelled boxes.</param>
    /// <param name="ignore">Regions that are neither face nor background.</param>
    /// <param name="outcomes">What became of each detection.</param>
    /// <param name="taken">For each detection the place of its face, −1 without.</param>
    public static void Assign(
        ReadOnlySpan<Box> detections, ReadOnlySpan<Box> faces, ReadOnlySpan<Box> ignore, Span<DetectionOutcome> outcomes, Span<int> taken)
    {
        var free = new bool[faces.Length];
        Array.Fill(free, true);
        for (var d = 0; d < detections.Length; d++)
        {
            var (best, overlap) = (-1, 0f);
            for (var f = 0; f < faces.Length; f++)
                if (free[f] && detections[d].Iou(faces[f]) is var iou && iou >= Overlap && iou > overlap)
                    (best, overlap) = (f, iou);
            taken[d] = best;
            if (best >= 0)
                free[best] = false;
            outcomes[d] = best >= 0 ? DetectionOutcome.Hit : LiesOn(detections[d], ignore) ? DetectionOutcome.Ignored : DetectionOutcome.FalseAlarm;
        }
    }

    private static bool LiesOn(Box box, ReadOnlySpan<Box> regions)
    {
        foreach (var region in regions)
        {
            var width = MathF.Min(box.Right, region.Right) - MathF.Max(box.X, region.X);
            var height = MathF.Min(box.Bottom, region.Bottom) - MathF.Max(box.Y, region.Y);
            if (box.Iou(region) >= Overlap || (width > 0 && height > 0 && width * height >= box.Area / 2))
                return true;
        }

        return false;
    }
}
