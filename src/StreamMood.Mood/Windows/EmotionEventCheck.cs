using StreamMood.Contracts.Events;

namespace StreamMood.Mood.Windows;

/// <summary>Whether an emotion event can be worked with. The answers are bounded, so that metrics and dead letters can count by them.</summary>
public static class EmotionEventCheck
{
    // Written scores are rounded to 1e-4 each, eight of them; anything further off is not a distribution.
    private const float SumTolerance = 0.01f;

    private static readonly long Earliest = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero).UtcTicks;
    private static readonly long Latest = new DateTimeOffset(2200, 1, 1, 0, 0, 0, TimeSpan.Zero).UtcTicks;

    /// <summary>The first thing wrong with an event: <c>camera</c>, <c>frame-id</c>, <c>time</c>, <c>faces</c> or <c>scores</c>; null when it is sound.</summary>
    public static string? Problem(EmotionEvent value)
    {
        var sample = new EmotionSample();
        sample.Set(value);
        return Problem(sample);
    }

    /// <summary>As <see cref="Problem(EmotionEvent)"/>.</summary>
    public static string? Problem(EmotionSample value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (!FrameId.IsCamera(value.Camera))
            return "camera";
        if (value.Sequence < 0)
            return "frame-id";
        // A clock this wrong is not a clock; nearer mistakes are the partition clock's to judge.
        if (value.Ticks < Earliest || value.Ticks >= Latest)
            return "time";
        if (!value.HasFaces)
            return "faces";
        var faces = value.Faces;
        for (var i = 0; i < faces.Length; i++)
        {
            ref var face = ref System.Runtime.CompilerServices.Unsafe.AsRef(in faces[i]);
            if (!Unit(face.Confidence) || !Unit(face.Quality) || !Signed(face.Valence) || !Signed(face.Arousal))
                return "faces";
            if (!IsDistribution(face.Emotions.ReadOnly))
                return "scores";
        }

        return null;
    }

    private static bool Unit(float value) => value is >= 0 and <= 1;

    private static bool Signed(float value) => value is >= -1 and <= 1;

    private static bool IsDistribution(ReadOnlySpan<float> scores)
    {
        float sum = 0;
        foreach (var score in scores)
        {
            if (!Unit(score))
                return false;
            sum += score;
        }

        return MathF.Abs(sum - 1) <= SumTolerance;
    }
}
