using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using StreamMood.Contracts;
using StreamMood.Contracts.Topics;
using StreamMood.Faults;
using StreamMood.Pipeline.Kafka;

// fault-checker check BOOTSTRAP [--settle SECONDS] [--skipped N] [--faults FILE --late SECONDS]
//   Reads all topics from beginning to end and prints one JSON line: what became of each published frame, and with --faults how
//   long each fault was felt. Waits at most --settle seconds (default 0) until no frame is open. Exit code 0 when every frame has
//   its event, its dead letter or is one of the N frames that the workers counted as skipped, and whatever is there twice is
//   equal; 1 when not; 2 when it cannot tell.
// fault-checker feed BOOTSTRAP --events N --cameras C --seconds S [--seed N]
//   Publishes N emotion events evenly over S seconds: some twice, some out of order, some late, some that cannot be read.
// fault-checker recommendations BOOTSTRAP [--settle SECONDS] [--kills N] [--restarts N]
//   Works out what an undisturbed recommender says of the emotions topic, waits until the group has come to its end, and reads the
//   recommendations as a reader of committed records does. Prints one JSON line; exit code 0 when they are the same, byte for
//   byte, each once; 1 when not.
// fault-checker forward --stall-while FILE PORT=PORT…
//   Forwards loopback ports until it is ended; while the file exists, nothing passes.
using var interrupted = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
{
    signal.Cancel = true;
    interrupted.Cancel();
});
try
{
    switch (args.FirstOrDefault())
    {
        case "check" when args.Length > 1:
            return await CheckAsync(args[1]);
        case "feed" when args.Length > 1:
            await new EmotionFeed((int)Number("--seed")).PublishAsync(
                args[1], (long)Number("--events"), (int)Number("--cameras"), TimeSpan.FromSeconds(Number("--seconds")), interrupted.Token);
            return 0;
        case "recommendations" when args.Length > 1:
            var compared = (await Recommendations.CompareAsync(args[1], TimeSpan.FromSeconds(Number("--settle")), interrupted.Token)) with
            {
                Kills = (int)Number("--kills"), BrokerRestarts = (int)Number("--restarts"),
            };
            Console.WriteLine(JsonSerializer.Serialize(compared, VerdictJson.Default.RecommenderVerdict));
            return compared.Ok ? 0 : 1;
        case "forward":
            await new StallingForwarder(Text("--stall-while") ?? throw new UserErrorException("--stall-while names no file"))
                .RunAsync([.. args.Where(a => a.Contains('=', StringComparison.Ordinal)).Select(Ports)], interrupted.Token);
            return 0;
        default:
            throw new UserErrorException("usage: fault-checker check BOOTSTRAP … | feed BOOTSTRAP … | recommendations BOOTSTRAP … | forward --stall-while FILE PORT=PORT…");
    }
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine(interrupted.IsCancellationRequested ? "interrupted" : "the brokers took too long");
    return interrupted.IsCancellationRequested ? 130 : 2;
}
catch (Exception e) when (e is UserErrorException or FatalBrokerException)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}

async Task<int> CheckAsync(string bootstrap)
{
    var settle = TimeSpan.FromSeconds(Number("--settle"));
    var skipped = (int)Number("--skipped");
    var clients = new KafkaClients(new KafkaOptions { Bootstrap = bootstrap }, NullLoggerFactory.Instance);
    await BrokerProbe.CheckAsync(clients, [.. TopicSpec.All.Select(t => t.Name)]);
    using var ledger = new TopicLedger(clients);
    var started = TimeProvider.System.GetTimestamp();
    do
    {
        interrupted.Token.ThrowIfCancellationRequested();
        ledger.ReadToEnd();
    }
    while (ledger.Open > skipped && TimeProvider.System.GetElapsedTime(started) < settle);

    var verdict = ledger.Judge(skipped);
    if (Text("--faults") is { } faults && File.Exists(faults))
        verdict = verdict with { Faults = Recoveries.Read(faults, ledger.Emissions, TimeSpan.FromSeconds(Number("--late"))) };
    Console.WriteLine(JsonSerializer.Serialize(verdict, VerdictJson.Default.Verdict));
    return verdict.Ok ? 0 : 1;
}

string? Text(string option) => Array.IndexOf(args, option) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;

double Number(string option) =>
    !args.Contains(option) ? 0
    : double.TryParse(Text(option), out var number) && number >= 0 ? number
    : throw new UserErrorException($"{option} needs a number");

static (int Listen, int Target) Ports(string text) =>
    text.Split('=') is [var a, var b] && int.TryParse(a, out var listen) && int.TryParse(b, out var target)
        ? (listen, target)
        : throw new UserErrorException($"'{text}' is not PORT=PORT");
