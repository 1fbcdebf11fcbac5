namespace StreamMood.Lab.Metrics;

/// <summary>Area under the precision–recall curve of a detector.</summary>
public static class AveragePrecision
{
    /// <summary>
    /// Σ (R_k − R_{k−1}) max_{j ≥ k} P_j over falling scores: all points, with precision made monotonous, as Pascal VOC does
    /// since 2010 (Everingham et al. 2010, doi 10.1007/s11263-009-0275-4). Equal scores enter together.
    /// </summary>
    /// <param name="detections">Score of each detection and whether it hit a face; any order.</param>
    /// <param name="faces">How many faces there were to find; at least 1.</param>
    public static double Of(IEnumerable<(float Score, bool Hit)> detections, int faces)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(faces, 1);
        var curve = new List<(double Recall, double Precision)>();
        var (hits, count) = (0, 0);
        foreach (var group in detections.GroupBy(d => d.Score).OrderByDescending(g => g.Key))
        {
            foreach (var (_, hit) in group)
            {
                count++;
                hits += hit ? 1 : 0;
            }

            curve.Add(((double)hits / faces, (double)hits / count));
        }

        double area = 0, best = 0;
        for (var i = curve.Count - 1; i >= 0; i--)
        {
            best = Math.Max(best, curve[i].Precision);
            area += (curve[i].Recall - (i > 0 ? curve[i - 1].Recall : 0)) * best;
        }

        return area;
    }
}
