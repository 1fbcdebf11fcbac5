using System.Text.Json.Serialization;
using StreamMood.Contracts.Topics;

namespace StreamMood.Cli.Commands.Plan;

/// <summary>What is asked for, and what was measured.</summary>
/// <param name="Cameras">Cameras.</param>
/// <param name="Fps">Frames a second of each.</param>
/// <param name="CpuMsPerFrame">Processor time of a worker for a frame, as <c>bench worker</c> measures it.</param>
/// <param name="BytesPerFrame">Bytes of a frame.</param>
/// <param name="Utilisation">The share of a core that is planned for, 0 to 1; the rest is for bursts and for the workers of a machine that dies.</param>
/// <param name="CoresPerWorker">Cores of a worker's machine or pod.</param>
/// <param name="Replication">Copies that Kafka keeps.</param>
/// <param name="BrokerMegabytes">Megabytes (10^6) a second that a broker is to write at most.</param>
/// <param name="CorePrice">Price of a core for an hour, in any currency; null for no sum.</param>
internal sealed record PlanInput(
    int Cameras, double Fps, double CpuMsPerFrame, int BytesPerFrame, double Utilisation, int CoresPerWorker, int Replication, double BrokerMegabytes, double? CorePrice);

/// <summary>What it takes. Follows from the input alone.</summary>
internal sealed record CapacityPlan(PlanInput Input)
{
    // Measured: an event with one face and a recommendation, with their headers, before compression.
    private const int EventBytes = 1000;
    private const int RecommendationBytes = 1150;

    // Of an event in the recommender, with Kafka's share, see bench recommender.
    private const double RecommenderCoreSeconds = 6e-6;
    private const int LeastPartitions = 24;
    private const int LeastBrokers = 3;
    private const int HoursAMonth = 730;
    private const double Gigabyte = 1e9;

    /// <summary>Frames a second of all cameras.</summary>
    public double FramesPerSecond { get; } = Input.Cameras * Input.Fps;

    /// <summary>Cores of the workers, with room to spare.</summary>
    public double InferenceCores => FramesPerSecond * Input.CpuMsPerFrame / 1000 / Input.Utilisation;

    /// <summary>Workers; one more than the load needs, so that one may be away.</summary>
    public int Workers => (int)Math.Ceiling(InferenceCores / Input.CoresPerWorker) + 1;

    /// <summary>Partitions of the frames' topic: two a worker, so that the load can be shared evenly and there is room to grow, and never fewer than are made.</summary>
    public int Partitions => Math.Max(LeastPartitions, (2 * Workers + 11) / 12 * 12);

    /// <summary>Recommenders; the second takes over from the first.</summary>
    public int Recommenders => Math.Max(2, 1 + (int)Math.Ceiling(FramesPerSecond * RecommenderCoreSeconds / Input.Utilisation));

    /// <summary>Megabytes a second that cameras send.</summary>
    public double InMegabytes => FramesPerSecond * Input.BytesPerFrame / 1e6;

    /// <summary>Megabytes a second that all brokers write together.</summary>
    public double WrittenMegabytes => (InMegabytes + FramesPerSecond * EventBytes / 1e6) * Input.Replication;

    /// <summary>Brokers: as many as there are copies, and as the writing needs.</summary>
    public int Brokers => Math.Max(Math.Max(LeastBrokers, Input.Replication), (int)Math.Ceiling(WrittenMegabytes / Input.BrokerMegabytes));

    /// <summary>Gigabytes on all brokers for pictures: the retention and the segments that are still open.</summary>
    public double FrameGigabytes => InMegabytes * 1e6 * Kept(TopicNames.Frames).TotalSeconds * 1.2 * Input.Replication / Gigabyte;

    /// <summary>Gigabytes on all brokers for emotion events.</summary>
    public double EmotionGigabytes => FramesPerSecond * EventBytes * Kept(TopicNames.Emotions).TotalSeconds * Input.Replication / Gigabyte;

    /// <summary>Gigabytes on all brokers for recommendations, one a camera and second.</summary>
    public double RecommendationGigabytes => Input.Cameras * (double)RecommendationBytes * Kept(TopicNames.Recommendations).TotalSeconds * Input.Replication / Gigabyte;

    /// <summary>Price a month of the workers', recommenders' (a core each) and brokers' (two each) cores; null without a price.</summary>
    public double? MonthlyCost => Input.CorePrice is { } price ? (Workers * Input.CoresPerWorker + Recommenders + 2 * Brokers) * price * HoursAMonth : null;

    private static TimeSpan Kept(string topic) => TopicSpec.All.First(t => t.Name == topic).Retention!.Value;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CapacityPlan))]
internal sealed partial class PlanJson : JsonSerializerContext;
