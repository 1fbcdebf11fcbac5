using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Logging;
using StreamMood.Mood;
using StreamMood.Mood.Songs.Catalogue;
using StreamMood.Pipeline.Camera;
using StreamMood.Pipeline.Http;
using StreamMood.Pipeline.Inference;
using StreamMood.Pipeline.Kafka;
using StreamMood.Pipeline.Recommender;
using StreamMood.Pipeline.Sink;
using StreamMood.Pipeline.Telemetry;

namespace StreamMood.Cli.Configuration;

/// <summary>Every setting there is; the sections of the settings file.</summary>
internal sealed class StreamMoodSettings
{
    /// <summary>Defaults all over.</summary>
    public StreamMoodSettings() => Recommender = new RecommenderOptions(Mood);

    /// <summary>How to reach Kafka.</summary>
    public KafkaOptions Kafka { get; } = new();

    /// <summary>What the camera agent captures.</summary>
    public CameraOptions Camera { get; } = new();

    /// <summary>How faces and expressions are read.</summary>
    public InferenceOptions Inference { get; } = new();

    /// <summary>How expressions become moods, and moods become target moods.</summary>
    public MoodSettings Mood { get; } = new();

    /// <summary>How emotion events become recommendations.</summary>
    public RecommenderOptions Recommender { get; }

    /// <summary>Where songs come from and how they are chosen.</summary>
    public SongSettings Songs { get; } = new();

    /// <summary>Where the process answers HTTP: health, metrics, the page.</summary>
    public HttpOptions Http { get; } = new();

    /// <summary>What is measured and where it goes.</summary>
    public TelemetryOptions Telemetry { get; } = new();

    /// <summary>PEM files in use that expire, with the setting that names each.</summary>
    public IEnumerable<(string Setting, string File)> Certificates()
    {
        foreach (var (setting, file) in ((string, string?)[])[
            ("http.certificate", Http.Certificate), ("http.clientAuthority", Http.ClientAuthority),
            ("kafka.client.ssl.certificate.location", Kafka.Client.GetValueOrDefault("ssl.certificate.location")),
            ("kafka.client.ssl.ca.location", Kafka.Client.GetValueOrDefault("ssl.ca.location"))])
            if (file is not null)
                yield return (setting, file);
    }

    /// <summary>What is promised to the people whom cameras see.</summary>
    public PrivacyOptions Privacy { get; } = new();

    /// <summary>Which recommendations leave Kafka, and how.</summary>
    public SinkOptions Sink { get; } = new();

    /// <summary>What is logged.</summary>
    public LogSettings Log { get; } = new();
}

/// <summary>What is logged.</summary>
internal sealed class LogSettings
{
    /// <summary>Lowest level that is written to stderr: trace, debug, information, warning, error, critical, none. Default information.</summary>
    [EnumDataType(typeof(LogLevel))]
    public LogLevel Level { get; set; } = LogLevel.Information;

    /// <summary>One line an entry: <c>text</c>, or <c>json</c> with time, level, event id, category, message and its fields. Default text.</summary>
    public LogFormat Format { get; set; }

    /// <summary>How often a role logs its memory, threads and descriptors, 1 s to 1 h; 0, the default, never.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan ProcessInterval { get; set; }
}

/// <summary>How log lines look.</summary>
internal enum LogFormat
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>For machines, an object a line.</summary>
    Json,
}
