using System.ComponentModel.DataAnnotations;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Pipeline.Sink;

/// <summary>Which recommendations leave through a sink, and how.</summary>
public sealed class SinkOptions
{
    /// <summary>Only these cameras. Default: all.</summary>
    public IReadOnlyList<string> Cameras { get; set; } = [];

    /// <summary>Only these zones; with <see cref="Cameras"/> both. Default: all.</summary>
    public IReadOnlyList<string> Zones { get; set; } = [];

    /// <summary>Only these categories: happy, energetic, calm, sad, undecided, nobody. Default: all.</summary>
    public IReadOnlyList<string> Categories { get; set; } = [];

    /// <summary>Only what changes category or songs of its camera or zone. Default false.</summary>
    public bool OnChange { get; set; }

    /// <summary>Leaves out what is older, by its window's end: a sink that was off for a day should not play the day. 0: nothing is too old. Default 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long an orderly stop may take, 1 s to 5 min. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The webhook's part.</summary>
    public WebhookOptions Webhook { get; } = new();
}

/// <summary>Where and how recommendations are posted.</summary>
public sealed class WebhookOptions : IValidatableObject
{
    /// <summary>The receiver: https, or http on loopback. Default: none.</summary>
    public string? Url { get; set; }

    /// <summary>Whether http may leave this machine. Default false.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>
    /// The signing secret of Standard Webhooks, <c>whsec_</c> and 24 to 64 bytes in base64, by reference: <c>${file:/run/secrets/webhook}</c>
    /// or <c>${env:WEBHOOK_SECRET}</c>. Default: none, nothing is signed.
    /// </summary>
    public string? Secret { get; set; }

    /// <summary>How long one request may take, 100 ms to 5 min. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Requests for one event before it becomes a dead letter, 1 to 100. Default 8, about two minutes.</summary>
    [Range(1, 100)]
    public int Attempts { get; set; } = 8;

    /// <summary>Wait after the first failure, 1 ms to 1 min; doubles with each up to a minute, each time between half and all of it. Default 500 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan Backoff { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest wait that a receiver may ask for with Retry-After; more is cut. 1 s to 1 d. Default 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan LongestRetryAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Requests at once, 1 to 256; those of one camera or zone always come one after the other. Default 8.</summary>
    [Range(1, 256)]
    public int Concurrency { get; set; } = 8;

    /// <summary>Finds an address or secret that cannot be used.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Url is null)
            yield break;
        if (!Uri.TryCreate(Url, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http"))
            yield return new ValidationResult("sink.webhook.url must be an address such as https://example.org/mood");
        else if (url.UserInfo.Length > 0)
            yield return new ValidationResult("sink.webhook.url must hold no user or password: it stands in logs; sign with a secret instead");
        else if (url.Scheme == "http" && !url.IsLoopback && !AllowHttp)
            yield return new ValidationResult($"sink.webhook.url is http to {url.Host}, which anybody on the way can read and change; use https, or say --allow-http");
        var problems = new List<string>();
        _ = Key(problems);
        foreach (var problem in problems)
            yield return new ValidationResult(problem);
    }

    /// <summary>The key to sign with; null where none is set.</summary>
    internal byte[]? Key(ICollection<string> problems)
    {
        if (Secret is null)
            return null;
        if (!SettingReferences.Any(Secret))
        {
            problems.Add("sink.webhook.secret stands in the open; refer to it, such as ${file:/run/secrets/webhook} or ${env:WEBHOOK_SECRET}");
            return null;
        }

        var before = problems.Count;
        var text = SettingReferences.Resolve("sink.webhook.secret", Secret, problems);
        if (problems.Count > before)
            return null;
        if (WebhookSignature.TryReadSecret(text, out var key))
            return key;
        problems.Add("sink.webhook.secret must be whsec_ and 24 to 64 bytes in base64");
        return null;
    }
}
