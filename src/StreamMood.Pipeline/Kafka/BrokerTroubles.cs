using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace StreamMood.Pipeline.Kafka;

/// <summary>
/// Single brokers that hang or are gone while others answer. Each is logged when its trouble begins and when it has been quiet for
/// a while; the client tries on by itself and tells of it again and again. For one thread at a time.
/// </summary>
internal sealed class BrokerTroubles(ILogger log, TimeProvider time)
{
    // The client keeps errors equal to the last one to itself for 30 s.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(45);

    private readonly Dictionary<string, (long First, long Last)> _brokers = new(StringComparer.Ordinal);

    /// <summary>Whether any broker is in trouble.</summary>
    public bool Any => _brokers.Count > 0;

    /// <summary>Takes note of an error, if it is one broker's: its reason begins with the broker's address.</summary>
    public void Report(Error error)
    {
        if (error.Code is not (ErrorCode.Local_Transport or ErrorCode.Local_TimedOut or ErrorCode.Local_MsgTimedOut or ErrorCode.Local_Resolve or ErrorCode.Local_Ssl)
            || Broker(error.Reason) is not { } broker)
            return;
        var now = time.GetTimestamp();
        if (!_brokers.TryGetValue(broker, out var known))
            log.BrokerTroubled(broker, error.Reason);
        _brokers[broker] = (known.First == 0 ? now : known.First, now);
    }

    /// <summary>Takes note that brokers answer.</summary>
    public void Up()
    {
        foreach (var (broker, (first, last)) in _brokers)
        {
            if (time.GetElapsedTime(last) < Quiet)
                continue;
            _brokers.Remove(broker);
            log.BrokerQuiet(broker, Quiet.TotalSeconds, time.GetElapsedTime(first, last).TotalSeconds);
        }
    }

    // "sasl_ssl://kafka-2:9092/2: Connect to … failed"; the number is the broker's, "bootstrap" before it is known.
    private static string? Broker(string reason)
    {
        var end = reason.IndexOf(": ", StringComparison.Ordinal);
        var slash = end < 0 ? -1 : reason.LastIndexOf('/', end);
        if (slash <= 0 || !reason.AsSpan(0, slash).Contains(':'))
            return null;
        var scheme = reason.IndexOf("://", 0, slash, StringComparison.Ordinal);
        return reason[(scheme < 0 ? 0 : scheme + 3)..slash];
    }
}
