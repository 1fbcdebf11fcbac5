using StreamMood.Contracts.Events;
using StreamMood.Mood.Decisions;

namespace StreamMood.Cli.Web.Board;

/// <summary>Events as the page's parts.</summary>
internal static class BoardParts
{
    /// <summary>The part of a recommendation that changes with each window.</summary>
    public static MoodPart Mood(RecommendationEvent r) => new(
        Ms(r.WindowEnd), Hundredths(r.Why.Valence), Hundredths(r.Why.Arousal), Hundredths(r.Target.Valence), Hundredths(r.Target.Arousal),
        Hundredths(r.Why.Confidence), r.Why.Frames, r.Why.Faces, r.Why.Voted, r.Why.Late, Scores(r));

    /// <summary>The part that stays while the category does.</summary>
    public static ChoicePart Choice(RecommendationEvent r) => new(
        r.Category.Name(), r.State?.Name(), Ms(r.Since), r.Songs is [var song, ..] ? song.Title : null, r.Songs is [var s, ..] && s.Artist.Length > 0 ? s.Artist : null,
        r.Why.Strategy, r.Why.Decision, r.Why.Leading?.Name(), r.Why.Goal is { } goal ? Hundredths(goal.Valence) : null, r.Why.Goal is { } g ? Hundredths(g.Arousal) : null,
        r.Why.Step, r.Why.Bound, r.Why.Filter, r.Why.Models?.Detector, r.Why.Models?.Emotion, r.Why.SongModel);

    /// <summary>What decisions come to once the last of them holds.</summary>
    public static ControlPart Control(ControlRecord record)
    {
        var last = record.Decisions[^1];
        var state = new ControlTimeline(record).At(last.Effective.UtcTicks);
        return new ControlPart(
            state.Pinned?.Category?.Name(), state.Pinned?.Until is { } until ? Ms(until) : null, state.Strategy?.ToString().ToLowerInvariant(), state.Paused, state.Revoked,
            Words(last), Ms(last.Effective), last.By, ControlUndo.Of(record, "") is not null);
    }

    private static string Words(ControlDecision d) =>
        $"{d.Kind.ToString().ToLowerInvariant()}{(d.Category is { } c ? " " + c.Name() : "")}{(d.Strategy is { } s ? " " + s : "")}";

    private static int[]? Scores(RecommendationEvent r)
    {
        if (r.Why.Emotions is not { } scores)
            return null;
        var all = new int[Emotions.Count];
        for (var i = 0; i < all.Length; i++)
            all[i] = Hundredths(scores[(Emotion)i]);
        return all;
    }

    private static int Hundredths(float value) => (int)MathF.Round(value * 100);

    private static long Ms(DateTimeOffset time) => time.ToUnixTimeMilliseconds();
}
