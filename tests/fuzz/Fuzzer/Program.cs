using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using StreamMood.Contracts;
using StreamMood.Fuzzing;

// fuzzer [--target frames|events|all] [--count N] [--seed S] [--workers W] [--folder DIR] [--case I]
// fuzzer work TARGET SEED LEDGER END FOLDER      a child of the above
try
{
    return args is ["work", ..] ? Work(args) : await RunAsync(args);
}
catch (UserErrorException e)
{
    Console.Error.WriteLine($"fuzzer: {e.Message}");
    return 2;
}

static int Work(string[] args)
{
    var (target, seed, folder) = (args[1], int.Parse(args[2], CultureInfo.InvariantCulture), args[5]);
    using var open = FuzzTargets.Open(target, seed);
    using var ledger = new Ledger(args[3]);
    Worker.Run(open, ledger, long.Parse(args[4], CultureInfo.InvariantCulture), (number, e) => Findings.Write(folder, target, seed, number, e.ToString()));
    return 0;
}

static async Task<int> RunAsync(string[] args)
{
    var seed = (int)Number(args, "--seed", 1);
    var workers = (int)Math.Max(1, Number(args, "--workers", Environment.ProcessorCount));
    var folder = Text(args, "--folder") ?? Path.Combine(Path.GetTempPath(), "streammood-fuzz");
    var chosen = Text(args, "--target") ?? "all";
    string[] targets = chosen == "all" ? [.. FuzzTargets.Names]
        : FuzzTargets.Names.Contains(chosen) ? [chosen]
        : throw new UserErrorException($"--target is '{chosen}', not one of {string.Join(", ", FuzzTargets.Names)}, all");
    if (Text(args, "--case") is { } one)
    {
        if (targets.Length > 1 || !long.TryParse(one, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw new UserErrorException("--case needs the number of a case, and --target which");
        using var target = FuzzTargets.Open(targets[0], seed);
        Console.WriteLine(target.Outcomes[target.Run(number)]);
        return 0;
    }

    using var stop = new CancellationTokenSource();
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, c => Cancel(c, stop));
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, c => Cancel(c, stop));
    var found = false;
    foreach (var target in targets)
        found |= await FuzzAsync(target, seed, Number(args, "--count", target == "frames" ? 1_300_000 : 300_000), workers, folder, stop.Token);
    return stop.IsCancellationRequested ? 130 : found ? 1 : 0;
}

static async Task<bool> FuzzAsync(string target, int seed, long count, int workers, string folder, CancellationToken cancellationToken)
{
    IReadOnlyList<string> outcomes;
    using (var open = FuzzTargets.Open(target, seed))
        outcomes = open.Outcomes;
    var campaign = new Campaign(target, seed, count, workers, folder);
    var started = TimeProvider.System.GetTimestamp();
    await campaign.RunAsync(done => Console.Error.WriteLine($"{target}: {done} of {count} cases"), cancellationToken);
    var (cases, findings, counts) = campaign.Totals(outcomes.Count);
    var result = new Dictionary<string, object>
    {
        ["target"] = target, ["seed"] = seed, ["cases"] = cases, ["wanted"] = count, ["findings"] = findings,
        ["seconds"] = Math.Round(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 1), ["peakMib"] = campaign.PeakMib,
        ["outcomes"] = outcomes.Zip(counts).Where(p => p.Second > 0).ToDictionary(p => p.First, p => p.Second), ["folder"] = campaign.Folder,
    };
    Console.WriteLine(JsonSerializer.Serialize(result));
    return findings > 0;
}

static void Cancel(PosixSignalContext context, CancellationTokenSource stop)
{
    context.Cancel = true;
    stop.Cancel();
}

static string? Text(string[] args, string name)
{
    var at = Array.IndexOf(args, name);
    return at < 0 ? null : at + 1 < args.Length ? args[at + 1] : throw new UserErrorException($"{name} needs a value");
}

static long Number(string[] args, string name, long otherwise) => Text(args, name) is not { } text ? otherwise
    : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
    : throw new UserErrorException($"{name} is '{text}', not a whole number");
