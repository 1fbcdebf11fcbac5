using System.Collections.Frozen;
using System.Globalization;

namespace StreamMood.Pipeline.Kafka;

/// <summary>Which clients a setting is for.</summary>
internal enum ClientScope
{
    /// <summary><c>kafka.client</c>: every client takes of it what it knows.</summary>
    Client,

    /// <summary><c>kafka.producer</c>: producers alone.</summary>
    Producer,

    /// <summary><c>kafka.consumer</c>: consumers alone.</summary>
    Consumer,
}

/// <summary>Which librdkafka settings a user may give, and where; what is left librdkafka itself checks.</summary>
internal static class ClientSettingRules
{
    // With idempotence, the most that librdkafka can keep in order when one has to be sent again.
    private const int MostInFlight = 5;

    // Changing one of these loses, doubles or reorders events, or gives a role another role's offsets.
    private static readonly FrozenSet<string> Ours = FrozenSet.Create(
        StringComparer.Ordinal,
        "acks", "request.required.acks", "enable.idempotence", "enable.gapless.guarantee", "retries", "message.send.max.retries",
        "message.timeout.ms", "delivery.timeout.ms", "delivery.report.only.error", "queuing.strategy", "partitioner", "transactional.id",
        "enable.auto.offset.store", "enable.auto.commit", "auto.commit.enable", "auto.offset.reset", "offset.store.method",
        "partition.assignment.strategy", "group.protocol", "group.remote.assignor", "isolation.level", "enable.partition.eof", "topic.blacklist");

    private static readonly FrozenDictionary<string, string> Ask = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["group.id"] = "use kafka.groupPrefix",
        ["group.instance.id"] = "use kafka.groupInstanceId",
    }.ToFrozenDictionary();

    // As CONFIGURATION.md of librdkafka 2 marks them: it would only warn, and go on without the setting.
    private static readonly FrozenSet<string> OfProducers = FrozenSet.Create(
        StringComparer.Ordinal,
        "transaction.timeout.ms", "queue.buffering.max.messages", "queue.buffering.max.kbytes", "queue.buffering.max.ms", "linger.ms",
        "queue.buffering.backpressure.threshold", "compression.codec", "compression.type", "compression.level", "batch.num.messages", "batch.size",
        "sticky.partitioning.linger.ms", "request.timeout.ms", "produce.offset.report");

    private static readonly FrozenSet<string> OfConsumers = FrozenSet.Create(
        StringComparer.Ordinal,
        "session.timeout.ms", "heartbeat.interval.ms", "group.protocol.type", "coordinator.query.interval.ms", "max.poll.interval.ms",
        "auto.commit.interval.ms", "queued.min.messages", "queued.max.messages.kbytes", "fetch.wait.max.ms", "fetch.queue.backoff.ms",
        "fetch.message.max.bytes", "max.partition.fetch.bytes", "fetch.max.bytes", "fetch.min.bytes", "fetch.error.backoff.ms", "check.crcs",
        "client.rack", "allow.auto.create.topics", "consume.callback.max.messages");

    // The client itself says only that it could not load something.
    private static readonly FrozenSet<string> Files = FrozenSet.Create(
        StringComparer.Ordinal, "ssl.ca.location", "ssl.certificate.location", "ssl.key.location", "ssl.keystore.location", "ssl.crl.location");

    /// <summary>Whether the value of a setting must stay out of messages and reports.</summary>
    public static bool IsSecret(string key) =>
        key.Contains("password", StringComparison.Ordinal) || key.Contains("passphrase", StringComparison.Ordinal)
        || key.Contains("secret", StringComparison.Ordinal) || key.EndsWith(".pem", StringComparison.Ordinal) || key is "sasl.oauthbearer.config";

    /// <summary>One line about what is wrong with a setting; null when nothing is. A secret value is not quoted.</summary>
    public static string? Problem(ClientScope scope, string key, string value, bool secret)
    {
        var name = $"Kafka {scope.ToString().ToLowerInvariant()} setting '{key}'";
        if (Ask.TryGetValue(key, out var instead))
            return $"{name} is set elsewhere: {instead}";
        if (Ours.Contains(key))
            return $"{name} is fixed, because losing no event and keeping their order rest on it; remove it";
        if (key.StartsWith("max.in.flight", StringComparison.Ordinal) && (!int.TryParse(value, CultureInfo.InvariantCulture, out var most) || most is < 1 or > MostInFlight))
            return $"{name} is '{value}', but only 1 to {MostInFlight} keep events in order";
        if (scope == ClientScope.Producer && OfConsumers.Contains(key))
            return $"{name} is a consumer's; move it to kafka.consumer";
        if (scope == ClientScope.Consumer && OfProducers.Contains(key))
            return $"{name} is a producer's; move it to kafka.producer";
        return Librdkafka.Check(key, value, out var error) switch
        {
            Librdkafka.SettingResult.Ok when Files.Contains(key) && !File.Exists(value) && !Directory.Exists(value) && value != "probe" =>
                $"{name} is '{value}', where no file is",
            Librdkafka.SettingResult.Ok => null,
            Librdkafka.SettingResult.Unknown => $"{name} is unknown to librdkafka; see its CONFIGURATION.md for the names",
            _ when secret => $"{name} has a value that librdkafka refuses",
            _ => $"{name} is '{value}', which librdkafka refuses: {error}",
        };
    }
}
