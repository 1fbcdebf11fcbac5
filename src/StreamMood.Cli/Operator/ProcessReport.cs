using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace StreamMood.Cli.Operator;

/// <summary>
/// Logs what the process takes of the machine, at a fixed interval: for the operator who suspects a leak, and for the soak run,
/// which fits a line through it. MB are 2^20 bytes.
/// </summary>
internal sealed partial class ProcessReport(TimeSpan interval, TimeProvider time, ILogger<ProcessReport> log) : IHostedService, IDisposable
{
    private const double Megabyte = 1024 * 1024;

    private ITimer? _timer;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _timer = time.CreateTimer(_ => Report(), null, interval, interval);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }

    public void Dispose() => _timer?.Dispose();

    private void Report()
    {
        using var process = Process.GetCurrentProcess();
        var memory = GC.GetGCMemoryInfo(GCKind.Any);
        var heap = Math.Max(0, GC.GetTotalMemory(forceFullCollection: false)); // seen below zero for a moment, during a collection
        Figures(
            Round(process.WorkingSet64), Round(heap), Round(memory.HeapSizeBytes),
            Round(memory.TotalCommittedBytes), process.Threads.Count, Directory.GetFileSystemEntries("/proc/self/fd").Length,
            Math.Round(process.TotalProcessorTime.TotalSeconds, 2), GC.CollectionCount(2));
    }

    private static double Round(long bytes) => Math.Round(bytes / Megabyte, 2);

    [LoggerMessage(1900, LogLevel.Information, "Process: resident {Resident} MB, heap {Heap} MB, heap after collection {Collected} MB, committed {Committed} MB, threads {Threads}, descriptors {Descriptors}, processor {Processor} s, full collections {FullCollections}")]
    private partial void Figures(
        double resident, double heap, double collected, double committed, int threads, int descriptors, double processor, int fullCollections);
}
