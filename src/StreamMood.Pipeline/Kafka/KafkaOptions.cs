using System.ComponentModel.DataAnnotations;
using StreamMood.Contracts.Topics;

namespace StreamMood.Pipeline.Kafka;

/// <summary>How to reach Kafka. Every client setting of librdkafka can be given, except the few that losing nothing rests on.</summary>
public sealed class KafkaOptions : IValidatableObject
{
    /// <summary>Brokers as <c>host:port[,host:port...]</c>. Default: none; then <c>bootstrap.servers</c> of the client settings counts.</summary>
    public string? Bootstrap { get; set; }

    /// <summary>
    /// Further librdkafka settings of every client by their own names, such as <c>security.protocol</c>. They win over
    /// <see cref="ClientFile"/>. A value may refer to a file or a variable, <c>${file:/run/secrets/kafka}</c> or
    /// <c>${env:KAFKA_PASSWORD}</c>.
    /// </summary>
    public Dictionary<string, string> Client { get; set; } = [];

    /// <summary>The same for producers alone, such as <c>linger.ms</c>. They win over <see cref="Client"/>.</summary>
    public Dictionary<string, string> Producer { get; set; } = [];

    /// <summary>The same for consumers alone, such as <c>fetch.min.bytes</c>. They win over <see cref="Client"/>.</summary>
    public Dictionary<string, string> Consumer { get; set; } = [];

    /// <summary>A file of further librdkafka settings, one <c>key=value</c> a line, '#' starts a comment line. Default: none.</summary>
    public string? ClientFile { get; set; }

    /// <summary>First part of consumer group names, 1 to 100 characters. Default <c>streammood</c>: groups are <c>streammood.infer</c> and so on.</summary>
    [Required]
    [StringLength(100, MinimumLength = 1)]
    public string GroupPrefix { get; set; } = "streammood";

    /// <summary>
    /// Name of this process within its group (static membership): a process that comes back under the same name within the session
    /// timeout gets its partitions back at once. Must differ between the processes of a role. Default: none.
    /// </summary>
    [StringLength(200, MinimumLength = 1)]
    public string? GroupInstanceId { get; set; }

    /// <summary>Largest frame in bytes, 1 KiB to 64 MiB. Default 4 MiB. <c>topics create</c> and <c>topics check</c> go by it.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int MaxFrameBytes { get; set; } = TopicSpec.MaxFrameBytes;

    /// <summary>
    /// Whether the broker is an <see cref="EmbeddedBroker"/>, whose fetches do not wake early and whose rebalances take a session timeout.
    /// Default false.
    /// </summary>
    public bool Embedded { get; set; }

    /// <summary>Finds every unusable setting: broken addresses, unknown librdkafka keys, values librdkafka refuses, keys that are ours.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        ClientSettings.Read(this).Problems.Select(p => new ValidationResult(p));
}
