using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using StreamMood.Contracts;
using StreamMood.Contracts.Topics;
using StreamMood.Faults;
using StreamMood.Pipeline.Kafka;

// fault-checker BOOTSTRAP [--settle SECONDS] [--skipped N]
// Reads all topics from beginning to end and prints one JSON line: what became of each published frame. Waits at most --settle
// seconds (default 0) until no frame is open. Exit code 0 when every frame has its event, its dead letter or is one of the N
// frames that the workers counted as skipped, and whatever is there twice is equal; 1 when not; 2 when it cannot tell.
try
{
    var bootstrap = args.Length > 0 ? args[0] : throw new UserErrorException("usage: fault-checker BOOTSTRAP [--settle SECONDS] [--skipped N]");
    var settle = TimeSpan.FromSeconds(Number("--settle"));
    var skipped = (int)Number("--skipped");
    var clients = new KafkaClients(new KafkaOptions { Bootstrap = bootstrap }, NullLoggerFactory.Instance);
    await BrokerProbe.CheckAsync(clients, [.. TopicSpec.All.Select(t => t.Name)]);
    using var ledger = new TopicLedger(clients);
    var started = TimeProvider.System.GetTimestamp();
    do
    {
        ledger.ReadToEnd();
    }
    while (ledger.Open > skipped && TimeProvider.System.GetElapsedTime(started) < settle);

    var verdict = ledger.Judge(skipped);
    Console.WriteLine(JsonSerializer.Serialize(verdict, VerdictJson.Default.Verdict));
    return verdict.Ok ? 0 : 1;
}
catch (Exception e) when (e is UserErrorException or FatalBrokerException)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}

double Number(string option)
{
    var at = Array.IndexOf(args, option);
    return at < 0 ? 0
        : at + 1 < args.Length && double.TryParse(args[at + 1], out var number) && number >= 0 ? number
        : throw new UserErrorException($"{option} needs a number");
}
