using System.Collections.Frozen;
using StreamMood.Contracts;

namespace StreamMood.Pipeline.Kafka;

/// <summary>The librdkafka settings a user gave, from file and dictionary, checked key by key by librdkafka itself.</summary>
internal sealed class ClientSettings
{
    private const string BootstrapKey = "bootstrap.servers";

    // Changing one of these loses or doubles events, or gives a role another role's offsets.
    private static readonly FrozenSet<string> Ours = FrozenSet.Create(
        StringComparer.Ordinal,
        "acks", "request.required.acks", "enable.idempotence", "enable.auto.offset.store", "enable.auto.commit", "auto.offset.reset",
        "partition.assignment.strategy", "group.protocol", "transactional.id", "isolation.level", "partitioner", "enable.partition.eof");

    private static readonly FrozenDictionary<string, string> Ask = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["group.id"] = "use groupPrefix",
        ["group.instance.id"] = "use groupInstanceId",
    }.ToFrozenDictionary();

    private readonly Dictionary<string, string> _values;

    private ClientSettings(string? bootstrap, Dictionary<string, string> values, List<string> problems)
    {
        Bootstrap = bootstrap;
        _values = values;
        Problems = problems;
    }

    /// <summary>The brokers, or null when none were named.</summary>
    public string? Bootstrap { get; }

    /// <summary>One line for each unusable setting; secrets are never quoted.</summary>
    public IReadOnlyList<string> Problems { get; }

    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>Reads and checks everything; broken settings become <see cref="Problems"/>.</summary>
    public static ClientSettings Read(KafkaOptions options)
    {
        var problems = new List<string>();
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (options.ClientFile is { } file)
            ReadFile(file, values, problems);
        foreach (var (key, value) in options.Client)
            values[key] = value;
        values.Remove(BootstrapKey, out var bootstrap);
        if (!string.IsNullOrWhiteSpace(options.Bootstrap))
            bootstrap = options.Bootstrap.Trim();
        CheckBootstrap(bootstrap, problems);
        foreach (var (key, value) in values)
            if (Problem(key, value) is { } problem)
                problems.Add(problem);
        return new ClientSettings(bootstrap, values, problems);
    }

    /// <summary>Reads and checks everything, and wants a broker to be named.</summary>
    /// <exception cref="UserErrorException">With all problems in one line.</exception>
    public static ClientSettings Require(KafkaOptions options)
    {
        var settings = Read(options);
        if (settings.Problems.Count > 0)
            throw new UserErrorException(string.Join("; ", settings.Problems));
        if (settings.Bootstrap is null)
            throw new UserErrorException("kafka.bootstrap is not set; name the brokers, for instance --bootstrap localhost:9092");
        return settings;
    }

    /// <summary>Whether the value of a setting must stay out of messages and reports.</summary>
    public static bool IsSecret(string key) =>
        key.Contains("password", StringComparison.Ordinal) || key.Contains("secret", StringComparison.Ordinal)
        || key.EndsWith(".pem", StringComparison.Ordinal) || key is "sasl.oauthbearer.config" or "sasl.username";

    private static string? Problem(string key, string value)
    {
        if (Ask.TryGetValue(key, out var instead))
            return $"Kafka client setting '{key}' is set elsewhere: {instead}";
        if (Ours.Contains(key))
            return $"Kafka client setting '{key}' is fixed, because losing no event rests on it; remove it";
        if (key.StartsWith("dotnet.", StringComparison.Ordinal))
            return $"Kafka client setting '{key}' is not one of librdkafka's; remove it";
        return Librdkafka.Check(key, value, out var error) switch
        {
            Librdkafka.SettingResult.Ok => null,
            Librdkafka.SettingResult.Unknown => $"Kafka client setting '{key}' is unknown to librdkafka; see its CONFIGURATION.md for the names",
            _ when IsSecret(key) => $"Kafka client setting '{key}' has a value that librdkafka refuses",
            _ => $"Kafka client setting '{key}' is '{value}', which librdkafka refuses: {error}",
        };
    }

    private static void CheckBootstrap(string? bootstrap, List<string> problems)
    {
        foreach (var server in bootstrap?.Split(',', StringSplitOptions.TrimEntries) ?? [])
        {
            var address = server[(server.IndexOf("://", StringComparison.Ordinal) is var scheme && scheme >= 0 ? scheme + 3 : 0)..];
            var colon = address.LastIndexOf(':');
            if (colon <= 0 || !int.TryParse(address[(colon + 1)..], out var port) || port is < 1 or > 65535)
                problems.Add($"kafka.bootstrap is '{bootstrap}'; '{server}' is not host:port with a port from 1 to 65535");
        }
    }

    private static void ReadFile(string file, Dictionary<string, string> values, List<string> problems)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add($"kafka.clientFile is '{file}', which cannot be read: {e.Message}");
            return;
        }

        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.Length == 0 || line[0] is '#' or '!')
                continue;
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                problems.Add($"{file}:{i + 1}: expected key=value");
            else
                values[line[..equals].Trim()] = line[(equals + 1)..].Trim();
        }
    }
}
