namespace StreamMood.Cli.Configuration;

/// <summary>Options that several verbs share.</summary>
internal static class CommonOptions
{
    /// <summary>Where Kafka is.</summary>
    public static SettingOption Bootstrap() =>
        new("--bootstrap", "kafka.bootstrap", "HOST:PORT[,…]", "Kafka brokers.");

    /// <summary>Further client settings.</summary>
    public static SettingOption ClientFile() =>
        new("--client-file", "kafka.clientFile", "FILE", "Further librdkafka settings, one key=value a line; the place for TLS, SASL and passwords.");

    /// <summary>Where health and metrics are answered.</summary>
    public static SettingOption Http(string what = "/health and /metrics", string otherwise = "off") =>
        new("--http", "http.port", "PORT", $"Answer {what} on this port of 127.0.0.1; 0 takes a free one. Default: {otherwise}.");

    /// <summary>How much is logged.</summary>
    public static SettingOption LogLevel() =>
        new("--log-level", "log.level", "LEVEL", "trace, debug, information, warning, error, critical or none; logs go to stderr. Default information.");
}
