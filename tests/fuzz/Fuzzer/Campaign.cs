using System.Diagnostics;
using System.Globalization;

namespace StreamMood.Fuzzing;

/// <summary>Runs a target in child processes, a share of the cases each; a child that dies or hangs is a finding, and another goes on behind the case.</summary>
internal sealed class Campaign
{
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    private readonly string _target;
    private readonly int _seed;
    private readonly string _folder;
    private readonly long _end;
    private readonly int _workers;

    public Campaign(string target, int seed, long count, int workers, string folder)
    {
        (_target, _seed, _end, _workers) = (target, seed, count, workers);
        _folder = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{target}-{seed}-{count}-{workers}"));
        Directory.CreateDirectory(_folder);
    }

    /// <summary>Largest resident set of any child so far, in MiB.</summary>
    public long PeakMib { get; private set; }

    /// <summary>Where findings lie.</summary>
    public string Folder => _folder;

    /// <summary>Runs until all cases are run or the token is cancelled; then a later run goes on.</summary>
    public async Task RunAsync(Action<long> progress, CancellationToken cancellationToken)
    {
        var all = Task.WhenAll(Enumerable.Range(0, _workers).Select(w => RunWorkerAsync(w, cancellationToken)));
        while (await Task.WhenAny(all, Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System, CancellationToken.None)) != all)
            progress(Read((ledger, first) => ledger.Case - first).Sum());
        await all;
    }

    /// <summary>Sums over all workers.</summary>
    public (long Cases, long Findings, IReadOnlyList<long> Counts) Totals(int outcomes)
    {
        var cases = Read((ledger, first) => ledger.Case - first).Sum();
        var findings = Read((ledger, _) => ledger.Found).Sum();
        return (cases, findings, [.. Enumerable.Range(0, outcomes).Select(o => Read((ledger, _) => ledger.Count(o)).Sum())]);
    }

    /// <summary>The ledger of a worker, standing at its first case when it is new.</summary>
    public static Ledger Open(string path, long first)
    {
        var ledger = new Ledger(path);
        if (ledger.Case < first)
            ledger.Case = first;
        return ledger;
    }

    private long[] Read(Func<Ledger, long, long> read)
    {
        var values = new long[_workers];
        for (var worker = 0; worker < _workers; worker++)
        {
            using var ledger = Open(LedgerPath(worker), First(worker));
            values[worker] = read(ledger, First(worker));
        }

        return values;
    }

    private long First(int worker) => _end * worker / _workers;

    private string LedgerPath(int worker) => Path.Combine(_folder, $"worker-{worker}");

    private async Task RunWorkerAsync(int worker, CancellationToken cancellationToken)
    {
        var end = First(worker + 1);
        using var ledger = Open(LedgerPath(worker), First(worker));
        while (ledger.Case < end && !cancellationToken.IsCancellationRequested)
        {
            using var child = Process.Start(new ProcessStartInfo(
                Environment.ProcessPath!,
                [typeof(Campaign).Assembly.Location, "work", _target, $"{_seed}", LedgerPath(worker), $"{end}", _folder]))!;
            var hung = await WatchAsync(child, ledger, cancellationToken);
            if (child.ExitCode == 0 || cancellationToken.IsCancellationRequested)
                continue;

            // A child that dies before its first case has another trouble than a case.
            var dead = ledger.Case;
            Findings.Write(_folder, _target, _seed, dead, hung ? $"hung for {Hang.TotalSeconds:0} s" : $"the process died with exit code {child.ExitCode}");
            ledger.Found++;
            ledger.Case = dead + 1;
        }
    }

    private async Task<bool> WatchAsync(Process child, Ledger ledger, CancellationToken cancellationToken)
    {
        var (seen, since) = (-1L, TimeProvider.System.GetTimestamp());
        while (!child.HasExited)
        {
            if (ledger.Case != seen)
                (seen, since) = (ledger.Case, TimeProvider.System.GetTimestamp());
            var hung = TimeProvider.System.GetElapsedTime(since) > Hang;
            if (hung || cancellationToken.IsCancellationRequested)
            {
                child.Kill();
                await child.WaitForExitAsync(CancellationToken.None);
                return hung;
            }

            child.Refresh();
            PeakMib = Math.Max(PeakMib, child.HasExited ? 0 : child.PeakWorkingSet64 >> 20);
            using var wait = new CancellationTokenSource(Look);
            await child.WaitForExitAsync(wait.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return false;
    }
}
