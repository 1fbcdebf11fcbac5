using System.Text.Json;
using System.Text.Json.Serialization;

namespace StreamMood.Cli.Commands.Bench;

/// <summary>What <c>bench recommender</c> measured.</summary>
internal sealed record RecommenderReport
{
    /// <summary>Emotion events worked through.</summary>
    public required long Events { get; init; }

    /// <summary>First event read to last one committed.</summary>
    public required double Seconds { get; init; }

    /// <summary>Events a second.</summary>
    public required double EventsPerSecond { get; init; }

    /// <summary>Recommendations committed.</summary>
    public required long Recommendations { get; init; }

    /// <summary>Largest resident set since the measurement began, MiB.</summary>
    public required double PeakRssMb { get; init; }

    /// <summary>Managed memory allocated for an event, bytes.</summary>
    public required double AllocatedBytesPerEvent { get; init; }

    /// <summary>Processor time of this process for an event, microseconds.</summary>
    public required double CpuMicrosPerEvent { get; init; }

    /// <summary>exactly-once or at-least-once.</summary>
    public required string Delivery { get; init; }

    /// <summary>The windows.</summary>
    public required string Windows { get; init; }

    /// <summary>Cameras.</summary>
    public required int Cameras { get; init; }

    /// <summary>Recommenders that shared the work, each a thread.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>The application measured beside it; absent when none was named.</summary>
    public PeerReport? Peer { get; init; }

    /// <summary>Events a second over the peer's.</summary>
    public double? TimesPeer { get; init; }

    /// <summary>What a live load shows; absent otherwise.</summary>
    public LiveReport? Live { get; init; }
}

/// <summary>What the Kafka Streams application prints.</summary>
internal sealed record PeerReport(string Peer, string Guarantee, long Events, double Seconds, double EventsPerSecond);

/// <summary>Cameras that send as time passes.</summary>
internal sealed record LiveReport
{
    /// <summary>Events a second and camera.</summary>
    public required double Rate { get; init; }

    /// <summary>Events a second that were really published, once the rate had risen.</summary>
    public required double PublishedPerSecond { get; init; }

    /// <summary>Most events in the topic that were not read yet.</summary>
    public required long LagMax { get; init; }

    /// <summary>Their mean.</summary>
    public required double LagMean { get; init; }

    /// <summary>How many there were when the cameras stopped.</summary>
    public required long LagEnd { get; init; }

    /// <summary>Processor time of the process for a window, the load's own share included, microseconds.</summary>
    public required double CpuMicrosPerWindow { get; init; }

    /// <summary>End of a window to its committed recommendation, milliseconds; windows close a grace after their end.</summary>
    public required double WindowToRecommendationP50Ms { get; init; }

    /// <summary>The same, 95th percentile.</summary>
    public required double WindowToRecommendationP95Ms { get; init; }

    /// <summary>Bytes of written state a camera.</summary>
    public required double StateBytesPerCamera { get; init; }

    /// <summary>How long the next recommender took to read it.</summary>
    public required double RestoreSeconds { get; init; }

    /// <summary>Cameras, and partitions, in it.</summary>
    public required long RestoredKeys { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RecommenderReport))]
[JsonSerializable(typeof(PeerReport))]
internal sealed partial class RecommenderReportJson : JsonSerializerContext
{
    public static string Write(RecommenderReport report) => JsonSerializer.Serialize(report, Default.RecommenderReport);
}
