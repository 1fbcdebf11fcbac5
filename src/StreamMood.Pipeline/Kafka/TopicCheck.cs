using System.Globalization;
using StreamMood.Contracts.Topics;

namespace StreamMood.Pipeline.Kafka;

/// <summary>Something about a topic that is not as it must be.</summary>
/// <param name="Setting">What: a topic setting by Kafka's name, or <c>partitions</c>, <c>replication</c>, <c>topic</c>, <c>transaction</c>.</param>
/// <param name="Found">How it is.</param>
/// <param name="Needed">How it must be, and why where that is not plain.</param>
/// <param name="Mend">What to do, as a command line where one does it.</param>
public sealed record TopicFinding(string Setting, string Found, string Needed, string Mend);

/// <summary>
/// Compares topics with what the roles need of them. More than what is needed is fine, except where it keeps pictures of people
/// longer than promised.
/// </summary>
public static class TopicCheck
{
    /// <summary>
    /// The topics as the settings want them: frames as large as agents send them, kept no longer than was promised. A longer promise
    /// alone makes them no longer: pictures are kept for what is needed, unless somebody sets the topic so.
    /// </summary>
    public static IReadOnlyList<TopicSpec> Wanted(KafkaOptions kafka, PrivacyOptions privacy)
    {
        ArgumentNullException.ThrowIfNull(kafka);
        ArgumentNullException.ThrowIfNull(privacy);
        return
        [
            .. TopicSpec.All.Select(t => t.Name != TopicNames.Frames ? t : t with
            {
                MaxMessageBytes = RoleSettings.LargestMessage(kafka),
                Retention = t.Retention < privacy.MaxFrameRetention ? t.Retention : privacy.MaxFrameRetention,
                MaxRetention = privacy.MaxFrameRetention,
            }),
        ];
    }

    /// <summary>A topic's needs, given what is there: the recommender's state has as many partitions as what it is the state of.</summary>
    internal static TopicSpec Needed(TopicSpec wanted, IEnumerable<TopicState> there) => wanted.Name != TopicNames.RecommenderState ? wanted : wanted with
    {
        Partitions = there.Where(t => t.Name is TopicNames.Emotions or TopicNames.Zones).Select(t => t.Partitions).Append(wanted.Partitions).Max(),
    };

    /// <summary>What is wrong with one topic; empty when nothing is.</summary>
    /// <param name="wanted">What is needed.</param>
    /// <param name="state">What is there, with its settings.</param>
    /// <param name="brokers">Number of brokers, which bounds the replicas.</param>
    /// <param name="bootstrap">The brokers, for the command lines.</param>
    public static IReadOnlyList<TopicFinding> Judge(TopicSpec wanted, TopicState state, int brokers, string bootstrap)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        ArgumentNullException.ThrowIfNull(state);
        if (!state.Exists)
            return [new("topic", "missing", "there", $"streammood topics create --bootstrap {bootstrap}")];
        var topics = $"kafka-topics.sh --bootstrap-server {bootstrap} --alter --topic {wanted.Name}";
        var findings = new List<TopicFinding>();
        if (state.Partitions < wanted.Partitions)
            findings.Add(new(
                "partitions", Text(state.Partitions), $"at least {wanted.Partitions}, as many workers can share it",
                Add(wanted.Name, $"{topics} --partitions {wanted.Partitions}")));
        var replicas = Math.Min(TopicAdmin.WantedReplication, brokers);
        if (state.Replication < replicas)
            findings.Add(new(
                "replication", Text(state.Replication), $"at least {replicas}, or a broker that is lost takes events with it",
                $"kafka-reassign-partitions.sh --bootstrap-server {bootstrap} with {replicas} replicas for each partition of {wanted.Name}"));
        if (state.Settings.Count == 0)
            findings.Add(new(
                "settings", "not told", "to be seen", $"grant DESCRIBE_CONFIGS on topic {wanted.Name}, see infra/acls/topics.acl"));
        else
            findings.AddRange(Settings(wanted, state, bootstrap));
        return findings;
    }

    /// <summary>What to say of a transaction that hangs.</summary>
    public static TopicFinding Held(HangingTransaction transaction, string bootstrap)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return new(
            "transaction", $"open in partition {transaction.Partition.Partition.Value} at offset {transaction.Offset} of {transaction.End}",
            "ended; readers of committed records wait there for ever", transaction.Mend(bootstrap));
    }

    // Who follows every partition hears of new ones while it runs; who shares them by camera would have one in two places.
    private static string Add(string topic, string command) => topic is TopicNames.Control or TopicNames.Load or TopicNames.Cameras
        ? $"{command}; roles may run on, and read the new ones within {PartitionWatch.Interval.TotalSeconds:0} s"
            + (topic == TopicNames.Control ? ": decide nothing meanwhile" : "")
        : $"stop all roles (cameras move to other partitions), then {command}";

    private static IEnumerable<TopicFinding> Settings(TopicSpec wanted, TopicState state, string bootstrap)
    {
        var found = state.Settings;
        var specified = TopicAdmin.Specification(Kept(wanted, Number("retention.ms")), state.Replication).Configs;
        var (policy, frames) = (specified["cleanup.policy"], wanted.Name == TopicNames.Frames);
        if (found.GetValueOrDefault("cleanup.policy") is { } actual && actual != policy)
            yield return Wrong("cleanup.policy", policy, policy == "compact" ? "the newest of each key is needed for ever" : "compacting loses all but the newest of each key");
        if (wanted.Retention is { } retention && Number("retention.ms") is { } ms)
        {
            var needed = (long)retention.TotalMilliseconds;
            if (ms >= 0 && ms < needed)
                yield return Wrong("retention.ms", Text(needed), "what is deleted sooner cannot be worked on after an outage");
            else if (wanted.MaxRetention is { } longest && (ms < 0 || ms > longest.TotalMilliseconds))
                yield return Wrong("retention.ms", Text((long)longest.TotalMilliseconds), "frames show people");
        }

        if (frames && Number("segment.ms") is { } segment && segment > long.Parse(specified["segment.ms"], CultureInfo.InvariantCulture))
            yield return Wrong("segment.ms", specified["segment.ms"], "an open segment keeps its frames beyond their retention");
        if (!frames && Number("retention.bytes") is { } bytes and >= 0)
            yield return Wrong("retention.bytes", "-1", $"{bytes} bytes may be full before the retention is over");
        if (Number("max.message.bytes") is { } largest && largest < wanted.MaxMessageBytes)
            yield return Wrong("max.message.bytes", Text(wanted.MaxMessageBytes), "larger messages are refused");
        if (Number("min.insync.replicas") is { } insync)
        {
            if (insync > Math.Max(1, state.Replication - 1))
                yield return Wrong("min.insync.replicas", Text(Math.Max(1, state.Replication - 1)), "with one broker away nothing could be written");
            else if (state.Replication >= TopicAdmin.WantedReplication && insync < 2)
                yield return Wrong("min.insync.replicas", specified["min.insync.replicas"], "an event acknowledged by one broker is lost with it");
        }

        if (found.GetValueOrDefault("unclean.leader.election.enable") == "true")
            yield return Wrong("unclean.leader.election.enable", "false", "a broker that was behind would become leader and forget events");

        long? Number(string key) => long.TryParse(found.GetValueOrDefault(key), CultureInfo.InvariantCulture, out var number) ? number : null;

        TopicFinding Wrong(string key, string needed, string why) => new(
            key, found[key], $"{needed}; {why}",
            $"kafka-configs.sh --bootstrap-server {bootstrap} --alter --entity-type topics --entity-name {wanted.Name} --add-config {key}={needed}");
    }

    // Segments follow from how long messages are really kept, where that is as it may be.
    private static TopicSpec Kept(TopicSpec wanted, long? ms) =>
        ms > wanted.Retention?.TotalMilliseconds && ms <= wanted.MaxRetention?.TotalMilliseconds
            ? wanted with { Retention = TimeSpan.FromMilliseconds(ms.Value) }
            : wanted;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
