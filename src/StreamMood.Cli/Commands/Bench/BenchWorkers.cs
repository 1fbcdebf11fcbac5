using Microsoft.Extensions.Logging.Abstractions;
using StreamMood.Pipeline.Inference;
using StreamMood.Pipeline.Kafka;
using StreamMood.Pipeline.Telemetry;

namespace StreamMood.Cli.Commands.Bench;

/// <summary>Inference workers of one consumer group in this process, the cores divided among them, and their counts taken together.</summary>
internal sealed class BenchWorkers : IAsyncDisposable
{
    // Seldom enough that looking costs what is measured nothing.
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly List<(InferenceWorker Worker, InferenceMetrics Metrics)> _workers = [];

    private BenchWorkers()
    {
    }

    public long Inferred => _workers.Sum(w => w.Metrics.Inferred);

    public long Faces => _workers.Sum(w => w.Metrics.Faces);

    public long Consumed => _workers.Sum(w => w.Metrics.Consumed);

    public long Dead => _workers.Sum(w => w.Metrics.DeadLetters.Total);

    public long Unread => _workers.Sum(w => w.Metrics.Lag);

    public long InFlight => _workers.Sum(w => w.Metrics.InFlight);

    public long Skipped => _workers.Sum(w => w.Metrics.Skipped.Total);

    /// <summary>Skipped frames by reason.</summary>
    public IReadOnlyDictionary<string, long> SkippedByReason() => _workers.SelectMany(w => w.Metrics.Skipped.Snapshot())
        .GroupBy(c => c.Key).ToDictionary(g => g.Key, g => g.Sum(c => c.Value));

    /// <summary>Emotion events by camera.</summary>
    public IReadOnlyDictionary<string, long> InferredByCamera() => _workers.SelectMany(w => w.Metrics.Cameras)
        .GroupBy(c => c.Key).ToDictionary(g => g.Key, g => g.Sum(c => c.Value.Frames));

    /// <summary>How many runs of the classifier had n faces, at n.</summary>
    public long[] BatchSizes() => _workers.Select(w => w.Metrics.BatchSizes())
        .Aggregate((IEnumerable<long>)[], (sum, sizes) => sizes.Select((s, i) => s + sum.ElementAtOrDefault(i)).ToList()).ToArray();

    /// <summary>Takes capture to emotion since the last call.</summary>
    public LatencyHistogram TakeLatencies()
    {
        var all = new LatencyHistogram();
        foreach (var (_, metrics) in _workers)
        {
            all.Merge(metrics.CaptureToEmotion);
            metrics.CaptureToEmotion.Clear();
        }

        return all;
    }

    /// <summary>Starts the workers; they read as soon as the group has met.</summary>
    public static async Task<BenchWorkers> StartAsync(
        InferenceOptions options, TimeSpan maxAge, KafkaOptions kafka, int count, TimeProvider time, CancellationToken cancellationToken)
    {
        var workers = new BenchWorkers();
        var lanes = options.Lanes > 0 ? options.Lanes : Math.Max(1, Environment.ProcessorCount / count);
        for (var i = 0; i < count; i++)
        {
            var own = new InferenceOptions
            {
                Detector = options.Detector, Emotion = options.Emotion, Session = options.Session, Vision = options.Vision, Lanes = lanes,
                MaxWaiting = options.MaxWaiting, MaxBatch = options.MaxBatch, MaxDelay = options.MaxDelay, MaxAge = maxAge,
                DrainTimeout = options.DrainTimeout, ReloadInterval = TimeSpan.Zero,
            };
            var metrics = new InferenceMetrics();
            var worker = new InferenceWorker(own, kafka, metrics, NullLoggerFactory.Instance, time);
            workers._workers.Add((worker, metrics));
            await worker.StartAsync(cancellationToken);
        }

        return workers;
    }

    /// <summary>Waits for a condition; throws what ended a worker.</summary>
    public async Task UntilAsync(Func<bool> condition, TimeProvider time, CancellationToken cancellationToken)
    {
        while (!condition())
        {
            if (_workers.Find(w => w.Worker.ExecuteTask is { IsFaulted: true }).Worker is { } failed)
                await failed.ExecuteTask!;
            await Task.Delay(Look, time, cancellationToken);
        }
    }

    /// <summary>Stops the workers in order.</summary>
    public Task StopAsync() => Task.WhenAll(_workers.Select(w => w.Worker.StopAsync(CancellationToken.None)));

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (var (worker, metrics) in _workers)
        {
            worker.Dispose();
            metrics.Dispose();
        }
    }
}
