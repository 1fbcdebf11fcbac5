using System.Globalization;
using System.Net;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Cli.Commands.Privacy;

/// <summary>Judges what was found; asks nobody.</summary>
internal static class PrivacyJudge
{
    /// <summary>What is stored outside Kafka; follows from the code, and the tests hold it.</summary>
    public static IReadOnlyList<string> Elsewhere { get; } =
    [
        "camera agents and inference workers: pictures in memory only, until they are published or looked at; nothing on disk",
        "logs, metrics, traces: camera ids and counts; no pictures, no faces",
    ];

    /// <summary>The broker's setting that allows everybody what no ACL is about.</summary>
    public const string EveryoneSetting = "allow.everyone.if.no.acl.found";

    private static readonly Dictionary<string, string> Contents = new(StringComparer.Ordinal)
    {
        [TopicNames.Frames] = "pictures of people",
        [TopicNames.Emotions] = "where faces were, track numbers, expressions",
        [TopicNames.Recommendations] = "mood, category and song of each camera and zone",
        [TopicNames.DeadLetters] = "place and reason of what could not be read; no picture",
        [TopicNames.Cameras] = "state and consent of each camera",
        [TopicNames.Control] = "operators' decisions, and who made them",
        [TopicNames.Load] = "cameras whose frames a worker had to leave out",
        [TopicNames.Zones] = "emotion events again, by zone",
        [TopicNames.RecommenderState] = "sums over the open windows of each camera and zone",
    };

    /// <summary>A topic.</summary>
    public static StoredTopic Topic(TopicSpec wanted, TopicState state, TimeSpan limit, string bootstrap)
    {
        var holds = Contents.GetValueOrDefault(wanted.Name, "events");
        var pictures = wanted.Name == TopicNames.Frames;
        if (!state.Exists)
            return new(wanted.Name, holds, pictures, "nothing: there is no such topic", null, null, 0, PrivacyVerdict.Ok, null);
        if (state.Settings.Count == 0)
            return new(
                wanted.Name, holds, pictures, "not told", null, null, state.Replication, PrivacyVerdict.Warn,
                $"Kafka does not tell its settings; grant DESCRIBE_CONFIGS on topic {wanted.Name}, see infra/acls/privacy.acl");
        var cleanup = state.Settings.GetValueOrDefault("cleanup.policy");
        var (verdict, note) = pictures ? Pictures(state, limit, bootstrap) : Events(wanted, state);
        return new(wanted.Name, holds, pictures, Kept(state), state.Retention?.TotalSeconds, cleanup, state.Replication, verdict, note);
    }

    /// <summary>Who can see it.</summary>
    /// <param name="protocol">This client's <c>security.protocol</c>.</param>
    /// <param name="bootstrap">The brokers.</param>
    /// <param name="readers">Principals that may read frames; null where Kafka does not tell.</param>
    /// <param name="denies">Whether Kafka asks for rights at all; null where it does not tell.</param>
    /// <param name="everyone">Whether <see cref="EveryoneSetting"/> may let everybody read frames, as no ACL names them.</param>
    public static AccessState Access(string protocol, string bootstrap, IReadOnlyList<string>? readers, bool? denies, bool everyone = false)
    {
        var encrypted = protocol.Contains("SSL", StringComparison.OrdinalIgnoreCase);
        var users = !protocol.Equals("PLAINTEXT", StringComparison.OrdinalIgnoreCase);
        var rights = denies switch { true => "asked for", false => "not asked for: whoever reaches Kafka may read pictures", null => "not told" };
        var local = bootstrap.Split(',').All(IsLoopback);
        List<string> notes = [];
        if (!encrypted && !local)
            notes.Add("connections are not encrypted: set security.protocol to SASL_SSL or SSL in --client-file");
        if (denies is false)
            notes.Add("Kafka asks nobody for rights: set an authorizer and grant each role what infra/acls lists");
        if (everyone)
            notes.Add($"its brokers set {EveryoneSetting} and no ACL names {TopicNames.Frames}: unless it is false, everybody may read pictures; "
                + "set it to false, and grant each role what infra/acls lists");
        // Reached as this machine's own, it may still listen to others; and whether everybody may read is hidden: somebody should look.
        var verdict = notes.Count == 0 ? PrivacyVerdict.Ok : local || (everyone && notes.Count == 1) ? PrivacyVerdict.Warn : PrivacyVerdict.Bad;
        return new(encrypted, users, rights, readers, verdict, notes.Count == 0 ? null : string.Join("; ", notes));
    }

    /// <summary>A camera.</summary>
    /// <param name="camera">Its id.</param>
    /// <param name="report">What its agent said last; null when nothing.</param>
    /// <param name="recorded">What <c>cameras.json</c> says, where one was read.</param>
    /// <param name="decisions">Operators' decisions; null for none.</param>
    /// <param name="now">The time.</param>
    public static CameraState Camera(string camera, CameraReport? report, CameraConsent? recorded, ControlRecord? decisions, DateTimeOffset now)
    {
        var consent = report is null ? recorded : report.Consent;
        var state = report?.State ?? "not running";
        if (Revoked(decisions, now) is { } since)
            return new(camera, state, consent, since, PrivacyVerdict.Ok, "revoked: its frames are skipped and its emotion events not used");
        return consent switch
        {
            null when state is "no-consent" or "not running" or "ended" => new(camera, state, null, null, PrivacyVerdict.Ok, "nothing is recorded, and nothing is captured"),
            null => new(camera, state, null, null, PrivacyVerdict.Bad, "nothing is recorded: its frames are skipped, but lie in Kafka; an older agent publishes them"),
            { Basis: ConsentBases.Synthetic } => new(camera, state, consent, null, PrivacyVerdict.Ok, "drawn people"),
            { Basis: ConsentBases.Demonstration } => new(camera, state, consent, null, PrivacyVerdict.Warn, "a demo's own pictures: nobody has recorded a basis"),
            { RecordedAt: { } at } when at > now => new(camera, state, consent, null, PrivacyVerdict.Warn, "recorded in the future: correct recordedAt"),
            _ => new(camera, state, consent, null, PrivacyVerdict.Ok, null),
        };
    }

    private static (PrivacyVerdict Verdict, string? Note) Pictures(TopicState state, TimeSpan limit, string bootstrap)
    {
        if (FrameRetention.Problem(state, limit) is { } problem)
            return (PrivacyVerdict.Bad, $"{problem}; {FrameRetention.Mend(bootstrap, limit)}");
        return Number(state, "segment.ms") is { } segment && segment > limit.TotalMilliseconds
            ? (PrivacyVerdict.Bad, $"an open segment keeps pictures for up to {Show(TimeSpan.FromMilliseconds(segment))} more; streammood topics check --bootstrap {bootstrap} tells how to mend it")
            : (PrivacyVerdict.Ok, null);
    }

    private static (PrivacyVerdict Verdict, string? Note) Events(TopicSpec wanted, TopicState state)
    {
        if (wanted.Retention is not { } retention || state.Compacted)
            return (PrivacyVerdict.Ok, null);
        return state.Retention is { } kept && kept <= retention
            ? (PrivacyVerdict.Ok, null)
            : (PrivacyVerdict.Warn, $"longer than the {Show(retention)} that topics create sets");
    }

    private static string Kept(TopicState state)
    {
        if (state.Compacted)
            return "the newest of each camera or zone, until it is replaced or deleted";
        if (state.Retention is not { } retention)
            return "for ever";
        return Number(state, "segment.ms") is { } segment
            ? $"{Show(retention)}, then deleted within {Show(TimeSpan.FromMilliseconds(Math.Min(segment, TimeSpan.MaxValue.TotalMilliseconds)))} with its segment"
            : Show(retention);
    }

    // As the inference worker takes it: from when it was meant to hold.
    private static DateTimeOffset? Revoked(ControlRecord? record, DateTimeOffset now) =>
        record?.Decisions.LastOrDefault(d => d.Kind is ControlKind.Revoke or ControlKind.Grant && d.From <= now) is { Kind: ControlKind.Revoke } last ? last.From : null;

    private static bool IsLoopback(string address)
    {
        var host = address[..(address.LastIndexOf(':') is >= 0 and var colon ? colon : address.Length)].Trim('[', ']', ' ');
        return host == "localhost" || (IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip));
    }

    private static long? Number(TopicState state, string key) =>
        long.TryParse(state.Settings.GetValueOrDefault(key), CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Show(TimeSpan time)
    {
        var (number, unit) = time >= TimeSpan.FromDays(2) ? (time.TotalDays, "days") : time >= TimeSpan.FromHours(2) ? (time.TotalHours, "hours") : (time.TotalMinutes, "minutes");
        return string.Create(CultureInfo.InvariantCulture, $"{number:0.#} {unit}");
    }
}
