using Confluent.Kafka;
using StreamMood.Contracts;

namespace StreamMood.Pipeline.Kafka;

/// <summary>Tells errors that waiting cannot mend from those that pass.</summary>
internal static class BrokerErrors
{
    /// <summary>Whether the broker refused for good: rights, authentication, or what librdkafka itself calls fatal.</summary>
    public static bool IsFatal(Error error) => error.IsFatal || error.Code is
        ErrorCode.Local_Fatal or ErrorCode.Local_Authentication or ErrorCode.Local_UnsupportedFeature or ErrorCode.Local_Fenced
        or ErrorCode.SaslAuthenticationFailed or ErrorCode.UnsupportedSaslMechanism or ErrorCode.IllegalSaslState
        or ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed
        or ErrorCode.TransactionalIdAuthorizationFailed or ErrorCode.FencedInstanceId or ErrorCode.UnsupportedVersion
        or ErrorCode.ProducerFenced or ErrorCode.InvalidProducerEpoch;

    /// <summary>The exception of a fatal error, with a line that names the missing right where there is one.</summary>
    public static FatalBrokerException Fatal(Error error, string bootstrap)
    {
        var hint = error.Code switch
        {
            ErrorCode.TopicAuthorizationFailed => "grant this user the rights on the topic",
            ErrorCode.GroupAuthorizationFailed => "grant this user READ on the consumer group",
            ErrorCode.ClusterAuthorizationFailed => "grant this user IDEMPOTENT_WRITE on the cluster",
            ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed => "check user and password in the Kafka client settings",
            ErrorCode.FencedInstanceId => "another process uses the same kafka.groupInstanceId; give each its own",
            _ => null,
        };
        var line = $"Kafka at {bootstrap} refused for good: {error.Reason}";
        return new FatalBrokerException(hint is null ? line : $"{line}; {hint}");
    }
}
