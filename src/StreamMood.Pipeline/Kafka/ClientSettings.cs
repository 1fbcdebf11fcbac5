using StreamMood.Contracts;

namespace StreamMood.Pipeline.Kafka;

/// <summary>The librdkafka settings a user gave, from file and dictionaries, checked key by key by librdkafka itself.</summary>
internal sealed class ClientSettings
{
    private const string BootstrapKey = "bootstrap.servers";
    private const string Hidden = "***";

    private readonly Dictionary<string, string>[] _values = [new(StringComparer.Ordinal), new(StringComparer.Ordinal), new(StringComparer.Ordinal)];
    private readonly Dictionary<string, string> _shown = new(StringComparer.Ordinal);
    private readonly HashSet<string> _secrets = new(StringComparer.Ordinal);
    private readonly List<string> _problems = [];

    private ClientSettings()
    {
    }

    /// <summary>The brokers, or null when none were named.</summary>
    public string? Bootstrap { get; private set; }

    /// <summary>One line for each unusable setting; secrets are never quoted.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Every setting as the user gave it, secrets masked; those of one kind of client with that before their names.</summary>
    public IReadOnlyDictionary<string, string> Shown => _shown;

    /// <summary>Reads and checks everything; broken settings become <see cref="Problems"/>.</summary>
    public static ClientSettings Read(KafkaOptions options)
    {
        var settings = new ClientSettings();
        var client = new Dictionary<string, string>(StringComparer.Ordinal);
        if (options.ClientFile is { } file)
            ClientFile.Read(file, client, settings._problems);
        foreach (var (key, value) in options.Client)
            client[key] = value;
        client.Remove(BootstrapKey, out var bootstrap);
        settings.Bootstrap = string.IsNullOrWhiteSpace(options.Bootstrap) ? bootstrap : options.Bootstrap.Trim();
        settings.CheckBootstrap();
        settings.Take(ClientScope.Client, client);
        settings.Take(ClientScope.Producer, options.Producer);
        settings.Take(ClientScope.Consumer, options.Consumer);
        return settings;
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

    /// <summary>A role's settings with the user's on top: those for every client, then those for its kind.</summary>
    public Dictionary<string, string> Over(IEnumerable<KeyValuePair<string, string>> role, ClientScope scope)
    {
        var merged = new Dictionary<string, string>(role, StringComparer.Ordinal);
        foreach (var (key, value) in _values[(int)ClientScope.Client].Concat(scope == ClientScope.Client ? [] : _values[(int)scope]))
            merged[key] = value;
        merged[BootstrapKey] = Bootstrap!;
        return merged;
    }

    /// <summary>The value of a setting for every client; null when it is not given.</summary>
    public string? Value(string key) => _values[(int)ClientScope.Client].GetValueOrDefault(key);

    /// <summary>A text without any secret of these settings.</summary>
    public string Mask(string text)
    {
        foreach (var secret in _secrets)
            text = text.Replace(secret, Hidden, StringComparison.Ordinal);
        return text;
    }

    private void Take(ClientScope scope, Dictionary<string, string> given)
    {
        foreach (var (key, written) in given)
        {
            var referring = SettingReferences.Any(written);
            var secret = referring || ClientSettingRules.IsSecret(key);
            var problems = _problems.Count;
            var value = referring ? SettingReferences.Resolve($"Kafka {scope.ToString().ToLowerInvariant()} setting '{key}'", written, _problems) : written;
            if (_problems.Count == problems && ClientSettingRules.Problem(scope, key, value, secret) is { } problem)
                _problems.Add(problem);
            _values[(int)scope][key] = value;
            _shown[scope == ClientScope.Client ? key : $"{scope.ToString().ToLowerInvariant()}.{key}"] = referring ? written : secret ? Hidden : written;
            if (secret && value.Length > 0)
                _secrets.Add(value);
        }
    }

    private void CheckBootstrap()
    {
        foreach (var server in Bootstrap?.Split(',', StringSplitOptions.TrimEntries) ?? [])
        {
            var address = server[(server.IndexOf("://", StringComparison.Ordinal) is var scheme && scheme >= 0 ? scheme + 3 : 0)..];
            var colon = address.LastIndexOf(':');
            if (colon <= 0 || !int.TryParse(address[(colon + 1)..], out var port) || port is < 1 or > 65535)
                _problems.Add($"kafka.bootstrap is '{Bootstrap}'; '{server}' is not host:port with a port from 1 to 65535");
        }
    }
}
