using System.ComponentModel.DataAnnotations;
using StreamMood.Contracts.Topics;
using StreamMood.Mood;
using StreamMood.Mood.Songs.Catalogue;

namespace StreamMood.Pipeline.Recommender;

/// <summary>How emotion events become recommendations. Times are event time, that is capture time, unless said otherwise.</summary>
public sealed class RecommenderOptions : IValidatableObject
{
    private readonly MoodSettings _mood;
    private SongPlayer? _songs;

    /// <summary>Defaults all over.</summary>
    public RecommenderOptions()
        : this(new MoodSettings())
    {
    }

    /// <summary>Options beside a section of their own on moods.</summary>
    /// <param name="mood">How expressions become moods; may change until the worker starts, and is validated where it is read.</param>
    public RecommenderOptions(MoodSettings mood) => _mood = mood;

    /// <summary>Topic to read emotion events from. Default <c>streammood.emotions.v1</c>.</summary>
    [Required]
    [RegularExpression("[A-Za-z0-9._-]{1,249}", ErrorMessage = "is not a topic name")]
    public string Topic { get; set; } = TopicNames.Emotions;

    /// <summary>How event time is cut into windows: tumbling, hopping or session. Default tumbling.</summary>
    public WindowKind Windows { get; set; } = WindowKind.Tumbling;

    /// <summary>Length of tumbling and hopping windows, one recommendation each; whole milliseconds, 200 ms to 10 min. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.2", "00:10:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>From one hopping window to the next; whole milliseconds, divides the window, 200 ms to 10 min. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.2", "00:10:00")]
    public TimeSpan Hop { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long nothing must have come for a session to be over, 200 ms to 10 min. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.2", "00:10:00")]
    public TimeSpan Gap { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether every face track gets recommendations of its own beside its camera's. Default false.</summary>
    public bool Tracks { get; set; }

    /// <summary>
    /// Cameras that are recommended for together, beside each for itself: the zone's name to its cameras, separated by commas or
    /// as a list. A camera belongs to one zone. Default: none.
    /// </summary>
    public Dictionary<string, string> Zones { get; set; } = [];

    /// <summary>
    /// Where each zone lies, zone to one of <see cref="ZoneSetting.Allowed"/>; every zone's must be stated. Whoever is in view must be told
    /// in all of them, Article 50(3) of the EU AI Act. Default: none.
    /// </summary>
    public Dictionary<string, string> ZoneSettings { get; set; } = [];

    /// <summary>The same for zones that are not in <see cref="ZoneSettings"/>. Default: none.</summary>
    public string? ZoneSetting { get; set; }

    /// <summary>How much later than a newer event of its camera an event may come and still count, 0 s to 10 min. Default 500 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan Grace { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How far the other cameras of a partition may move on, beyond window and grace, before the windows of a silent one close
    /// without it, 100 ms to 1 h. Default 2 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How far a camera's clock may lie from that of its partition before it drives its own windows only, 1 s to 1 h. Default
    /// 1 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ClockTolerance { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Whether outputs, state and progress become lasting together, in transactions (exactly-once), or one after the other
    /// (at-least-once: what is cut off in between is made again, with equal ids). Default exactly-once; the embedded broker has
    /// no real transactions and gets at-least-once.
    /// </summary>
    public DeliveryGuarantee Delivery { get; set; } = DeliveryGuarantee.ExactlyOnce;

    /// <summary>What one transaction, or one commit, covers.</summary>
    public TransactionOptions Transaction { get; } = new();

    /// <summary>
    /// Whether state outlives the process, in a topic. Default true. Off for a group that lives only once, as the demo's.
    /// </summary>
    public bool KeepState { get; set; } = true;

    /// <summary>
    /// How often (wall clock) what changed in the state is written, 100 ms to 10 min; a restart reads the input since then again.
    /// Default 10 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan StateInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long (wall clock) a stop may wait for acknowledgements and the group, 0 s to 5 min. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Lets recommendations name songs; before the worker starts.</summary>
    public void UseSongs(SongPlayer player) => _songs = player;

    /// <summary>What attributes cannot say.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        // The window's end in milliseconds is the event id: a finer end would give two windows one id.
        if (Window.Ticks % TimeSpan.TicksPerMillisecond != 0)
            yield return new ValidationResult($"{Window} must be whole milliseconds", [nameof(Window)]);
        if (Windows == WindowKind.Hopping && Hop > TimeSpan.Zero && (Window.Ticks % Hop.Ticks != 0 || Hop.Ticks % TimeSpan.TicksPerMillisecond != 0))
            yield return new ValidationResult($"{Hop} must be whole milliseconds and divide the window of {Window}", [nameof(Hop)]);
        var zones = ToZones();
        foreach (var problem in zones.Problems)
            yield return new ValidationResult(problem, [nameof(Zones)]);
        foreach (var (zone, setting) in ZoneSettings)
        {
            if (Recommender.ZoneSetting.Problem(setting) is { } problem)
                yield return new ValidationResult($"zone '{zone}': {problem}", [nameof(ZoneSettings)]);
            if (zones.Members(zone) is null)
                yield return new ValidationResult(
                    $"zone '{zone}' is not among recommender.zones{(zones.IsEmpty ? "" : $" ({string.Join(", ", zones.Names.Order(StringComparer.Ordinal))})")}; name its cameras there", [nameof(ZoneSettings)]);
        }

        if (ZoneSetting is { } stated && Recommender.ZoneSetting.Problem(stated) is { } wrong)
            yield return new ValidationResult(wrong, [nameof(ZoneSetting)]);
        foreach (var zone in zones.Names.Order(StringComparer.Ordinal))
            if (SettingOf(zone) is null)
                yield return new ValidationResult(
                    $"where zone '{zone}' lies is not stated; set recommender.zoneSettings.{zone} to one of {string.Join(", ", Recommender.ZoneSetting.Allowed)}", [nameof(ZoneSettings)]);
    }

    /// <summary>Where a zone lies; null when it is not stated.</summary>
    public string? SettingOf(string zone) => ZoneSettings.GetValueOrDefault(zone) ?? ZoneSetting;

    /// <summary>Every zone with its cameras.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Members()
    {
        var zones = ToZones();
        return zones.Names.ToDictionary(z => z, z => zones.Members(z)!, StringComparer.Ordinal);
    }

    /// <summary>The same for the pure half.</summary>
    public MoodOptions ToMood() => new()
    {
        Windows = Windows,
        Window = Window,
        Hop = Hop,
        Gap = Gap,
        Tracks = Tracks,
        Grace = Grace,
        IdleTimeout = IdleTimeout,
        ClockTolerance = ClockTolerance,
        Voting = _mood.ToVoting(),
        Filter = _mood.ToFilter(),
        Decision = _mood.ToDecision(),
        Decisions = _mood.ToDecisions(),
        Songs = _songs,
    };

    internal ZoneMap ToZones() => ZoneMap.Read(Zones);
}

/// <summary>What a reader of the recommendations may rely on.</summary>
public enum DeliveryGuarantee
{
    /// <summary>Each recommendation is there once, for readers of committed records.</summary>
    ExactlyOnce,

    /// <summary>Each is there, some twice with equal id and content.</summary>
    AtLeastOnce,
}

/// <summary>What one transaction, or one commit, covers: it ends with whichever comes first.</summary>
public sealed class TransactionOptions
{
    /// <summary>Most emotion events, 1 to 10,000,000. Default 100,000.</summary>
    [Range(1, 10_000_000)]
    public int MaxRecords { get; set; } = 100_000;

    /// <summary>Longest time (wall clock), 5 ms to 30 s; a reader waits about so long for a recommendation. Default 100 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.005", "00:00:30")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMilliseconds(100);
}
