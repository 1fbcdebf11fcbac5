using System.Text.Json;
using StreamMood.Contracts.Events;

namespace StreamMood.Contracts.Json;

/// <summary>
/// What the types promise and JSON need not hold: nothing is null that cannot be, and every number is one (1e400 is read as
/// infinity, which cannot be written again). Ranges are the reader's business.
/// </summary>
internal static class EventChecks
{
    public static EmotionEvent Checked(this EmotionEvent value)
    {
        Require(value.Camera is not null, "camera");
        Require(value.Frame is not null, "frame");
        Require(value.Models is { Detector: not null, Emotion: not null }, "models");
        Require(value.Faces is not null, "faces");
        for (var i = 0; i < value.Faces!.Count; i++)
        {
            var face = value.Faces[i];
            Require(
                face is { Label: not null } && float.IsFinite(face.Score) && float.IsFinite(face.Valence) && float.IsFinite(face.Arousal)
                && float.IsFinite(face.Confidence) && float.IsFinite(face.Quality) && float.IsFinite(face.Sharpness ?? 0) && IsFinite(face.Box) && IsFinite(face.Landmarks), "faces");
        }

        return value;
    }

    public static RecommendationEvent Checked(this RecommendationEvent value)
    {
        Require(value.Camera is not null, "camera");
        Require(float.IsFinite(value.Target.Valence) && float.IsFinite(value.Target.Arousal), "target");
        Require(
            value.Why is { Filter: not null, Strategy: not null } why && float.IsFinite(why.Valence) && float.IsFinite(why.Arousal) && float.IsFinite(why.Confidence)
            && why.Models is null or { Detector: not null, Emotion: not null }, "why");
        for (var i = 0; i < (value.Songs?.Count ?? 0); i++)
            Require(value.Songs![i] is { Id: not null, Title: not null, Artist: not null }, "songs");
        return value;
    }

    public static DeadLetter Checked(this DeadLetter value)
    {
        Require(value is { Topic: not null, Stage: not null, Reason: not null, Message: not null }, "topic, stage, reason or message");
        return value;
    }

    public static CameraReport Checked(this CameraReport value)
    {
        Require(value is { Camera: not null, State: not null, Consent: null or { Basis: not null } } && double.IsFinite(value.Fps), "camera, state, fps or consent");
        return value;
    }

    public static ControlRecord Checked(this ControlRecord value)
    {
        Require(value.Decisions is not null, "decisions");
        for (var i = 0; i < value.Decisions!.Count; i++)
            Require(
                value.Decisions[i] is { } decision && (decision.Goal is not { } goal || float.IsFinite(goal.Valence) && float.IsFinite(goal.Arousal)), "decisions");
        return value;
    }

    private static bool IsFinite(in Box box) => float.IsFinite(box.X) && float.IsFinite(box.Y) && float.IsFinite(box.Width) && float.IsFinite(box.Height);

    private static bool IsFinite(in Landmarks l) => IsFinite(l.RightEye) && IsFinite(l.LeftEye) && IsFinite(l.Nose) && IsFinite(l.RightMouth) && IsFinite(l.LeftMouth);

    private static bool IsFinite(Point point) => float.IsFinite(point.X) && float.IsFinite(point.Y);

    private static void Require(bool holds, string name)
    {
        if (!holds)
            throw new JsonException($"$.{name} is null, holds null, or is no finite number");
    }
}
