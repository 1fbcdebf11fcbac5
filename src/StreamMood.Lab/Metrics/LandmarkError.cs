using StreamMood.Contracts.Events;

namespace StreamMood.Lab.Metrics;

/// <summary>How far points lie from where people put them.</summary>
public static class LandmarkError
{
    /// <summary>
    /// Normalised mean error of one face: mean distance of the five points over the distance of the true eye centres, as usual
    /// for landmarks (Sagonas et al. 2013, 300 W, there between the outer corners). Null when the true eyes fall together.
    /// </summary>
    public static double? Of(in Landmarks found, in Landmarks truth)
    {
        var eyes = Distance(truth.RightEye, truth.LeftEye);
        return eyes > 0
            ? (Distance(found.RightEye, truth.RightEye) + Distance(found.LeftEye, truth.LeftEye) + Distance(found.Nose, truth.Nose)
                + Distance(found.RightMouth, truth.RightMouth) + Distance(found.LeftMouth, truth.LeftMouth)) / 5 / eyes
            : null;
    }

    private static double Distance(Point a, Point b) => Math.Sqrt((double)(a.X - b.X) * (a.X - b.X) + (double)(a.Y - b.Y) * (a.Y - b.Y));
}
