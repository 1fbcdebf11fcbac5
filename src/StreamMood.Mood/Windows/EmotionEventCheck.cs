using StreamMood.Contracts.Events;
using StreamMood.Contracts.Reading;

namespace StreamMood.Mood.Windows;

/// <summary>Whether an emotion event can be worked with. The answers are bounded, so that metrics and dead letters can count by them.</summary>
public static class EmotionEventCheck
{
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
            if (!EventRules.IsUnit(face.Confidence) || !EventRules.IsUnit(face.Quality) || !EventRules.IsUnit(face.Sharpness) || !EventRules.IsSigned(face.Valence) || !EventRules.IsSigned(face.Arousal))
                return "faces";
            if (!EventRules.IsDistribution(face.Emotions.ReadOnly))
                return "scores";
        }

        return null;
    }
}
