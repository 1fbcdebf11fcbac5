using StreamMood.Contracts.Events;

namespace StreamMood.Contracts.Reading;

/// <summary>What holds in every event and no JSON type says: ranges, distributions, and which id and key follow from it.</summary>
public static class EventRules
{
    // Written scores are rounded to 1e-4 each, eight of them; anything further off is not a distribution.
    private const float SumTolerance = 0.01f;

    /// <summary>Whether a number is a probability, 0 to 1.</summary>
    public static bool IsUnit(float value) => value is >= 0 and <= 1;

    /// <summary>Whether a number is a valence or arousal, −1 to 1.</summary>
    public static bool IsSigned(float value) => value is >= -1 and <= 1;

    /// <summary>Whether scores are probabilities that add up to 1, within what rounding may have cost.</summary>
    public static bool IsDistribution(ReadOnlySpan<float> scores)
    {
        float sum = 0;
        foreach (var score in scores)
        {
            if (!IsUnit(score))
                return false;
            sum += score;
        }

        return MathF.Abs(sum - 1) <= SumTolerance;
    }

    // The id that follows from an event; null where it holds a time that only the writer knows.
    internal static string? IdOf(object value) => value switch
    {
        EmotionEvent e => e.Frame,
        RecommendationEvent r => RecommendationEvent.Id(r),
        DeadLetter d => FormattableString.Invariant($"{d.Topic}/{d.Partition}/{d.Offset}"),
        CameraReport c => $"{c.Camera}/{EventHeaders.FormatTime(c.At)}",
        _ => null,
    };

    // The key that follows from an event; null where it is the original's.
    internal static string? KeyOf(object value) => value switch
    {
        EmotionEvent e => e.Camera,
        RecommendationEvent r => r.Camera,
        CameraReport c => c.Camera,
        ControlRecord c => ControlRecord.Key(c.Zone ?? c.Camera ?? "", c.Zone is not null),
        _ => null,
    };

    internal static EventReading? Check(object value) => value switch
    {
        EmotionEvent e => Check(e),
        RecommendationEvent r => Check(r),
        DeadLetter d => d.Partition < 0 || d.Offset < 0 ? Range("partition or offset") : null,
        CameraReport c => !FrameId.IsCamera(c.Camera) ? Range("camera") : c.Fps < 0 || c.Captured < 0 || c.Published < 0 || c.Dropped < 0 || c.Restarts < 0 ? Range("fps or a count")
            : c.RateShare is < 0 or > 1 ? Range("rateShare") : null,
        ControlRecord c => c.Camera is null == c.Zone is null ? Range("camera and zone, of which there must be one,") : null,
        _ => null,
    };

    private static EventReading? Check(EmotionEvent value)
    {
        if (!FrameId.IsCamera(value.Camera))
            return Range("camera");
        if (!FrameId.TryParse(value.Frame, out var frame, value.Camera) || frame.Camera != value.Camera)
            return Range("frame");
        if (value.Width < 1 || value.Height < 1)
            return Range("width or height");
        for (var i = 0; i < value.Faces.Count; i++)
        {
            var face = value.Faces[i];
            if (!IsUnit(face.Score) || !IsUnit(face.Confidence) || !IsUnit(face.Quality) || !IsUnit(face.Sharpness ?? 0) || !IsSigned(face.Valence) || !IsSigned(face.Arousal))
                return Range("a number of a face");
            if (!Emotions.TryParse(face.Label, out _))
                return Range("the label of a face");
            if (!IsDistribution(face.Emotions.ReadOnly))
                return EventReading.Not(ReadProblem.BadScores, "the probabilities of a face do not add up to 1");
        }

        return null;
    }

    private static EventReading? Check(RecommendationEvent value)
    {
        var why = value.Why;
        if (!FrameId.IsCamera(value.Camera) || value.Zone is { } zone && zone != value.Camera)
            return Range("camera or zone");
        if (value.WindowEnd <= value.WindowStart || value.Since > value.WindowEnd)
            return Range("windowEnd or since");
        if (!IsSigned(value.Target.Valence) || !IsSigned(value.Target.Arousal) || !IsSigned(why.Valence) || !IsSigned(why.Arousal) || !IsUnit(why.Confidence))
            return Range("valence, arousal or confidence");
        if (why.Frames < 0 || why.Faces < 0 || why.Late < 0 || why.Voted < 0)
            return Range("a count");
        return why.Emotions is { } emotions && !IsDistribution(emotions.ReadOnly)
            ? EventReading.Not(ReadProblem.BadScores, "the probabilities of the window do not add up to 1")
            : null;
    }

    private static EventReading Range(string what) => EventReading.Not(ReadProblem.OutOfRange, $"{what} is out of range");
}
