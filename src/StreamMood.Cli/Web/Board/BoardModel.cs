using System.Text.Json.Serialization;

namespace StreamMood.Cli.Web.Board;

/// <summary>
/// Everything the page shows, as of one moment. Times are milliseconds since 1970, shares and moods hundredths: a browser draws
/// hundreds of these several times a second.
/// </summary>
/// <param name="Epoch">Names one run of the server; sequence numbers of another run mean nothing here.</param>
/// <param name="Seq">The last delta that is part of this.</param>
/// <param name="Now">The server's clock.</param>
/// <param name="Writable">Whether decisions are taken, from who brings the token.</param>
/// <param name="Cards">Cameras and zones, by id.</param>
/// <param name="Dead">The newest dead letters, oldest first.</param>
/// <param name="DeadReasons">Dead letters seen, by reason.</param>
/// <param name="Changes">The newest changes of category, oldest first.</param>
/// <param name="Totals">What has been read.</param>
internal sealed record BoardSnapshot(
    string Epoch, long Seq, long Now, bool Writable, IReadOnlyList<BoardCard> Cards, IReadOnlyList<DeadLetterLine> Dead,
    IReadOnlyDictionary<string, long> DeadReasons, IReadOnlyList<CategoryChange> Changes, BoardTotals Totals);

/// <summary>What changed since the delta before. What is null or empty did not.</summary>
internal sealed record BoardDelta(long Seq, long Now)
{
    /// <summary>Cards with their changed parts; <see cref="BoardCard.Points"/> holds the new points only.</summary>
    public IReadOnlyList<BoardCard>? Cards { get; init; }

    /// <summary>Cards that are no longer kept.</summary>
    public IReadOnlyList<string>? Gone { get; init; }

    /// <summary>New dead letters.</summary>
    public IReadOnlyList<DeadLetterLine>? Dead { get; init; }

    /// <summary>All reasons with their counts, when one changed.</summary>
    public IReadOnlyDictionary<string, long>? DeadReasons { get; init; }

    /// <summary>New changes of category.</summary>
    public IReadOnlyList<CategoryChange>? Changes { get; init; }

    /// <summary>What has been read.</summary>
    public BoardTotals? Totals { get; init; }
}

/// <summary>One camera or zone, in parts that change at different paces. In a delta, a part that is null stayed as it was.</summary>
/// <param name="Id">Camera id; a zone's is <c>zone:</c> and its name.</param>
internal sealed record BoardCard(string Id)
{
    /// <summary>The zone that a camera lies in.</summary>
    public string? Zone { get; init; }

    /// <summary>What its agent last said.</summary>
    public AgentPart? Agent { get; init; }

    /// <summary>What inference last saw.</summary>
    public SeenPart? Seen { get; init; }

    /// <summary>The mood of its newest window.</summary>
    public MoodPart? Mood { get; init; }

    /// <summary>What is recommended, and why.</summary>
    public ChoicePart? Choice { get; init; }

    /// <summary>What operators have decided.</summary>
    public ControlPart? Control { get; init; }

    /// <summary>Mood over time, four numbers a window, oldest first: end, valence, arousal, category as in <see cref="Contracts.Events.SongCategory"/>.</summary>
    public IReadOnlyList<long>? Points { get; init; }
}

/// <summary>A camera's report.</summary>
internal sealed record AgentPart(
    long At, string State, double Fps, long Captured, long Published, long Dropped, long NewDrops, long Restarts, string? Error);

/// <summary>A camera's emotion events.</summary>
/// <param name="At">Capture time of the newest.</param>
/// <param name="Age">Its age in ms when it came here.</param>
/// <param name="Faces">Faces in it.</param>
/// <param name="Fps">Events a second, lately.</param>
/// <param name="Frames">Events since the page's server started.</param>
/// <param name="Dead">Dead letters since then.</param>
internal sealed record SeenPart(long At, long Age, int Faces, double Fps, long Frames, long Dead);

/// <summary>A window's mood; shares, valence, arousal and target in hundredths.</summary>
internal sealed record MoodPart(
    long End, int Valence, int Arousal, int TargetValence, int TargetArousal, int Confidence, int Frames, int Faces, int? Voted, int Late,
    IReadOnlyList<int>? Emotions);

/// <summary>What changes with the category and not with each window.</summary>
internal sealed record ChoicePart(
    string Category, string? State, long Since, string? Song, string? Artist, string Strategy, string? Decision, string? Leading,
    int? GoalValence, int? GoalArousal, string? Step, string? Bound, string Filter, string? Detector, string? Emotion, string? SongModel);

/// <summary>
/// What operators' decisions come to, once the last of them, such as <c>pin calm</c>, holds: from <c>From</c> on, and a pin until
/// <c>Until</c>.
/// </summary>
internal sealed record ControlPart(
    string? Pinned, long? Until, string? Strategy, bool Paused, bool Revoked, string Last, long From, string? By, bool CanUndo);

/// <summary>A dead letter.</summary>
internal sealed record DeadLetterLine(long At, string? Camera, string Stage, string Reason, string Message, string Place);

/// <summary>A card's category became another.</summary>
internal sealed record CategoryChange(long At, string Card, string? From, string To, string? Decision, string? Song);

/// <summary>Events read since the server started.</summary>
internal sealed record BoardTotals(long Emotions, long Recommendations, long DeadLetters, long Unreadable, int NotShown);

/// <summary>Source-generated JSON of the page's stream.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BoardSnapshot))]
[JsonSerializable(typeof(BoardDelta))]
internal sealed partial class BoardJson : JsonSerializerContext;
