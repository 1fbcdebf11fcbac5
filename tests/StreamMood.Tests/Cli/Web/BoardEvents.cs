using StreamMood.Contracts.Events;

namespace StreamMood.Tests.Cli.Web;

/// <summary>Events for the page, made up.</summary>
internal static class BoardEvents
{
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_000);

    public static DateTimeOffset At(double seconds) => Start.AddSeconds(seconds);

    public static CameraReport Report(string camera, double at, string state = "live", long captured = 100, long dropped = 0, string? error = null) => new()
    {
        Camera = camera, At = At(at), State = state, Fps = 10, Captured = captured, Published = captured - dropped, Dropped = dropped, Restarts = 0, LastError = error,
    };

    public static EmotionEvent Seen(string camera, double at) => new()
    {
        Camera = camera, Frame = $"{camera}/1/{(long)(at * 1000)}", CapturedAt = At(at), Width = 640, Height = 480, Faces = [], Models = new("detector@1", "emotion@1"),
    };

    public static RecommendationEvent Recommendation(
        string camera, double end, SongCategory category = SongCategory.Calm, float valence = 0.25f, float arousal = -0.5f, string? zone = null, int? track = null, string? song = null) => new()
    {
        Camera = zone ?? camera, Zone = zone, Track = track, WindowStart = At(end - 1), WindowEnd = At(end), Category = category, State = MoodStates.Of(category), Since = At(end - 10),
        Target = new(valence, arousal), Songs = song is null ? null : [new("1", song, "Somebody")],
        Why = new()
        {
            Frames = 10, Faces = 12, Late = 0, Emotions = EmotionScores.From([0.5f, 0.3f, 0.1f, 0.1f, 0, 0, 0, 0]), Valence = valence, Arousal = arousal, Confidence = 0.75f,
            Filter = "hmm", Strategy = "match", Voted = 11, Decision = "steady", Models = new("detector@1", "emotion@1"),
        },
    };

    public static DeadLetter Dead(string? camera, string reason = "truncated") => new()
    {
        Camera = camera, Id = "x", Topic = "streammood.frames.v1", Partition = 3, Offset = 17, Stage = "decode", Reason = reason, Message = "the JPEG ends early",
    };

    public static ControlDecision Decision(ControlKind kind, double at) => new() { Kind = kind, DecidedAt = At(at), From = At(at) };
}
