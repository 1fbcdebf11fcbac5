using Confluent.Kafka;
using StreamMood.Contracts;
using StreamMood.Contracts.Topics;

namespace StreamMood.Pipeline.Kafka;

/// <summary>Asks the broker before a verb starts, so that an address nobody answers at is one line and not an endless wait.</summary>
public static class BrokerProbe
{
    // A connection that was taken and closed is no error to the library, which only logs it, in these words.
    private const string HungUp = "Disconnected";

    private static readonly TimeSpan Attempt = TimeSpan.FromMilliseconds(500);

    /// <summary>How long <see cref="CheckAsync"/> waits for an answer when not told: 5 s.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Makes sure that the broker answers and has the topics.</summary>
    /// <param name="clients">Clients of the broker.</param>
    /// <param name="topics">Topics the verb needs; may be empty.</param>
    /// <param name="timeout">How long to wait for an answer; <see cref="DefaultTimeout"/> when null.</param>
    /// <param name="rights">Rights the verb needs, see <see cref="AccessCheck"/>; none are looked at when null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="UserErrorException">When nobody answers, or a topic is missing.</exception>
    /// <exception cref="FatalBrokerException">When the broker refuses user, password, certificate or rights.</exception>
    public static async Task CheckAsync(
        KafkaClients clients, IReadOnlyCollection<string> topics, TimeSpan? timeout = null, IReadOnlyCollection<AccessRight>? rights = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(clients);
        ArgumentNullException.ThrowIfNull(topics);
        var metadata = await Task.Run(() => Ask(clients, timeout ?? DefaultTimeout, cancellationToken), cancellationToken);
        // Rights first: a topic that may not be seen looks as if it were not there.
        await AccessCheck.RequireAsync(clients, rights ?? [], cancellationToken);
        RequireTopics(metadata, clients, topics);
    }

    private static Metadata Ask(KafkaClients clients, TimeSpan timeout, CancellationToken cancellationToken)
    {
        Error? last = null, refused = null;
        string? hungUp = null;
        using var admin = clients.Admin(
            error =>
            {
                if (BrokerErrors.IsFatal(error))
                    refused = error;
                else if (error.Code != ErrorCode.Local_AllBrokersDown)
                    last = error; // says why; "all brokers down" says only that
            },
            line => hungUp = line.IndexOf(HungUp, StringComparison.Ordinal) is >= 0 and var at ? line[at..] : hungUp);
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return admin.GetMetadata(Attempt);
            }
            catch (KafkaException e) when (BrokerErrors.IsFatal(e.Error))
            {
                throw BrokerErrors.Fatal(e.Error, clients.Identity);
            }
            catch (KafkaException e)
            {
                if (refused is not null)
                    throw BrokerErrors.Fatal(refused, clients.Identity);
                if (TimeProvider.System.GetElapsedTime(started) >= timeout)
                    throw last is { } tls && BrokerErrors.IsTls(tls) ? BrokerErrors.NoTls(tls, clients.Identity) : Unreachable(clients, timeout, last?.Reason ?? hungUp ?? e.Error.Reason);
            }
        }
    }

    private static void RequireTopics(Metadata metadata, KafkaClients clients, IReadOnlyCollection<string> topics)
    {
        var there = metadata.Topics.Where(t => t.Error.Code == ErrorCode.NoError).Select(t => t.Topic).ToHashSet(StringComparer.Ordinal);
        var missing = topics.Where(t => !there.Contains(t)).ToList();
        if (missing.Count > 0)
            throw new UserErrorException(
                $"Kafka at {clients.Bootstrap} has no topic {string.Join(", ", missing)} that this user may see; "
                + HowToMake(missing, clients.Bootstrap));
    }

    /// <summary>How to make topics; <c>topics create</c> knows only those of StreamMood.</summary>
    internal static string HowToMake(IReadOnlyCollection<string> missing, string bootstrap)
    {
        var own = missing.Where(t => TopicSpec.All.Any(spec => spec.Name == t)).ToList();
        var ways = missing.Except(own)
            .Select(t => $"make {(missing.Count > 1 ? t : "it")} with: kafka-topics.sh --bootstrap-server {bootstrap} --create --topic {t}").ToList();
        if (own.Count > 0)
            ways.Insert(0, $"make {(ways.Count > 0 ? string.Join(", ", own) : "the topics")} with: streammood topics create --bootstrap {bootstrap}");
        return string.Join("; ", ways);
    }

    private static UserErrorException Unreachable(KafkaClients clients, TimeSpan timeout, string reason) => new(
        $"kafka.bootstrap is '{clients.Bootstrap}', where no Kafka broker answered within {timeout.TotalSeconds:0.#} s "
        + $"({reason}); {HowToReach(reason)}");

    /// <summary>What to do about a broker that does not answer; to one that wants TLS or a password a client that speaks plainly is a stranger to hang up on.</summary>
    internal static string HowToReach(string reason) => reason.Contains(HungUp, StringComparison.Ordinal)
        ? "something listens there and hangs up: see that security.protocol in --client-file is what it wants (PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL), "
            + "and that --bootstrap names a Kafka"
        : "start the broker or correct --bootstrap";
}
