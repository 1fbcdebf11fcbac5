using System.ComponentModel.DataAnnotations;

namespace StreamMood.Pipeline.Telemetry;

/// <summary>What is measured and where it goes. Prometheus reads <c>/metrics</c> wherever HTTP is on.</summary>
public sealed class TelemetryOptions
{
    /// <summary>
    /// Cameras with series of their own, 1 to 100,000; those seen later count together as <c>other</c>. Default 1000.
    /// </summary>
    [Range(1, 100_000)]
    public int MaxCameras { get; set; } = 1000;

    /// <summary>
    /// Share of frames whose way through the system is traced, 0 to 1. Default 0: none. Where a frame is traced is decided at its
    /// capture; the other roles follow.
    /// </summary>
    [Range(0.0, 1.0)]
    public double TraceRatio { get; set; }

    /// <summary>How a camera's present is held against its past.</summary>
    public DriftOptions Drift { get; } = new();

    /// <summary>Where metrics and traces are pushed to.</summary>
    public OtlpOptions Otlp { get; } = new();
}

/// <summary>The two stretches of a camera's time that are compared, see <see cref="CameraDrift"/>.</summary>
public sealed class DriftOptions
{
    /// <summary>How long a camera is watched, from its first frame on, to learn what is usual, 1 s to 7 d. Default 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan Baseline { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The stretch that is held against it, 1 s to 1 d; between one and two of it count. Default 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How many observations either side needs before a number is given, 1 to 1,000,000. Default 200.</summary>
    [Range(1, 1_000_000)]
    public int MinCount { get; set; } = 200;
}

/// <summary>An OpenTelemetry collector.</summary>
public sealed class OtlpOptions : IValidatableObject
{
    /// <summary>Address of the collector, such as <c>http://collector:4317</c>. Default: none, nothing is pushed.</summary>
    public string? Endpoint { get; set; }

    /// <summary>How it is spoken to: <c>grpc</c> (usually port 4317) or <c>http</c> (usually 4318). Default grpc.</summary>
    [Required, AllowedValues("grpc", "http")]
    public string Protocol { get; set; } = "grpc";

    /// <summary>How often metrics are pushed, 1 s to 1 h. Default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Finds an address that is none.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Endpoint is not null && !(Uri.TryCreate(Endpoint, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
            yield return new ValidationResult($"'{Endpoint}' is not an address such as http://collector:4317", [nameof(Endpoint)]);
    }
}
