using StreamMood.Vision.Detection;

namespace StreamMood.Vision;

/// <summary>How far the expression of a face can be trusted, from what the detector says about it.</summary>
public static class FaceQuality
{
    /// <summary>Face heights in pixels at and below which nothing can be read, and from which size takes nothing away.</summary>
    private const float TooSmall = 12, LargeEnough = 48;

    /// <summary>0 to 1: a factor for size times a factor for pose.</summary>
    /// <remarks>
    /// Size rises from 0 at 12 to 1 at 48 pixels, the classifiers' usual crop. Pose is 1 for a nose midway between the eyes
    /// and the mouth corners, measured along the line through the eyes so that a tilted head loses nothing, and falls to 0
    /// when the nose stands straight below or above an eye (a profile).
    /// </remarks>
    public static float Of(in DetectedFace face)
    {
        var size = Math.Clamp((MathF.Min(face.Box.Width, face.Box.Height) - TooSmall) / (LargeEnough - TooSmall), 0, 1);
        return size * Frontality(face);
    }

    private static float Frontality(in DetectedFace face)
    {
        var p = face.Landmarks;
        var (dx, dy) = (p.LeftEye.X - p.RightEye.X, p.LeftEye.Y - p.RightEye.Y);
        var span = dx * dx + dy * dy;
        if (!(span > 1))
            return 0;
        // 0 at the right eye, 1 at the left.
        var nose = ((p.Nose.X - p.RightEye.X) * dx + (p.Nose.Y - p.RightEye.Y) * dy) / span;
        var side = MathF.Abs(nose - 0.5f) * 2;
        return Math.Clamp(1 - side * side, 0, 1);
    }
}
