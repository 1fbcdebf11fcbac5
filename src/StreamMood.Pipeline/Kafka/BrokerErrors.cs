using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamMood.Contracts;

namespace StreamMood.Pipeline.Kafka;

/// <summary>Tells errors that waiting cannot mend from those that pass.</summary>
internal static class BrokerErrors
{
    private const string Grant = "grant it, infra/acls has each role's";

    /// <summary>Whether the broker refused for good: rights, authentication, or what librdkafka itself calls fatal.</summary>
    public static bool IsFatal(Error error) => error.IsFatal || IsRefusal(error) || error.Code is
        ErrorCode.Local_Fatal or ErrorCode.Local_UnsupportedFeature or ErrorCode.Local_Fenced or ErrorCode.FencedInstanceId
        or ErrorCode.UnsupportedVersion or ErrorCode.ProducerFenced or ErrorCode.InvalidProducerEpoch;

    /// <summary>Whether who we are, or what we may, is the trouble.</summary>
    public static bool IsRefusal(Error error) => error.Code is
        ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed or ErrorCode.UnsupportedSaslMechanism or ErrorCode.IllegalSaslState
        or ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed
        or ErrorCode.TransactionalIdAuthorizationFailed;

    /// <summary>Whether the TLS connection is the trouble; at runtime that may pass, as when a broker goes while it answers.</summary>
    public static bool IsTls(Error error) =>
        error.Code == ErrorCode.Local_Ssl || error.Code == ErrorCode.Local_Transport && error.Reason.Contains("SSL routines", StringComparison.Ordinal);

    /// <summary>The exception of a fatal error, with a line that names principal, operation and resource where a right is missing.</summary>
    public static FatalBrokerException Fatal(Error error, ClientIdentity who)
    {
        var reason = error.Reason;
        var line = error.Code switch
        {
            ErrorCode.TopicAuthorizationFailed => Lacks(who, Named(who, ResourceType.Topic, reason), reason),
            ErrorCode.GroupAuthorizationFailed => Lacks(who, Named(who, ResourceType.Group, reason), reason),
            ErrorCode.ClusterAuthorizationFailed => Lacks(
                who, [.. Named(who, ResourceType.Topic, reason).Where(r => r.EndsWith("WRITE", StringComparison.Ordinal)), "IDEMPOTENT_WRITE on cluster"], reason),
            ErrorCode.TransactionalIdAuthorizationFailed => Lacks(who, ["WRITE on its transactional id"], reason),
            ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed =>
                $"{who.Principal} is not let in ({reason}); check user and password in the Kafka client settings",
            ErrorCode.FencedInstanceId => $"{reason}; another process uses the same kafka.groupInstanceId; give each its own",
            _ => reason,
        };
        return new FatalBrokerException($"Kafka at {who.Bootstrap} refused for good: {line}");
    }

    /// <summary>The exception of rights found missing before a role starts.</summary>
    public static FatalBrokerException Missing(IReadOnlyCollection<AccessRight> rights, ClientIdentity who) => new(
        $"Kafka at {who.Bootstrap} refused for good: {who.Principal} lacks {string.Join(" and ", rights)}; {Grant}");

    /// <summary>The exception of a TLS connection that does not come about.</summary>
    public static FatalBrokerException NoTls(Error error, ClientIdentity who) => new(
        $"Kafka at {who.Bootstrap} refused for good: {error.Reason}; check ssl.ca.location, and ssl.certificate.location and ssl.key.location if it wants a certificate");

    private static string Lacks(ClientIdentity who, List<string> rights, string reason) =>
        $"{who.Principal} lacks {(rights.Count == 0 ? "a right" : string.Join(" or ", rights))} ({reason}); {Grant}";

    // The error names its resource or does not; then all that the role needs come into question.
    private static List<string> Named(ClientIdentity who, ResourceType resource, string reason)
    {
        // A client at work asks for no settings.
        var rights = who.Rights.Where(r => r.Resource == resource && r.Operation != AclOperation.DescribeConfigs).ToList();
        var named = rights.FindAll(r => reason.Contains(r.Name, StringComparison.Ordinal));
        return (named.Count > 0 ? named : rights).ConvertAll(r => r.ToString());
    }
}
