using System.Text.Json.Serialization;

namespace StreamMood.Cli.Commands.Sink;

/// <summary>A sink's counts at its end: consumed = delivered + skipped + dead letters + what comes again at the next start.</summary>
internal sealed record SinkAccount(
    string Sink, long Consumed, long Delivered, long Retries, IReadOnlyDictionary<string, long> Skipped, IReadOnlyDictionary<string, long> DeadLetters)
{
    public string Kind { get; } = "sink";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SinkAccount))]
internal sealed partial class SinkJson : JsonSerializerContext;
