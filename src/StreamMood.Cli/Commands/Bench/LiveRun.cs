using StreamMood.Pipeline.Inference;
using StreamMood.Pipeline.Telemetry;

namespace StreamMood.Cli.Commands.Bench;

/// <summary>Workers that read what a feed offers meanwhile, as they would read cameras.</summary>
internal sealed class LiveRun : IAsyncDisposable
{
    private static readonly TimeSpan DrainWait = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop;
    private readonly List<Task> _offers = [];

    private LiveRun(BenchWorkers workers, FrameFeed feed, TimeProvider time, CancellationToken cancellationToken)
    {
        (Workers, Feed, _time) = (workers, feed, time);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    public BenchWorkers Workers { get; }

    public FrameFeed Feed { get; }

    /// <summary>Starts the workers and waits until they read: a group that is still meeting is no part of what is measured.</summary>
    public static async Task<LiveRun> StartAsync(
        BenchBroker broker, BenchSession run, IReadOnlyList<byte[]> pictures, InferenceOptions options, CancellationToken cancellationToken)
    {
        var feed = new FrameFeed(broker, pictures, run.Cameras, run.Time);
        var group = broker.Group();
        var workers = await BenchWorkers.StartAsync(options, options.MaxAge, group, run.Workers, run.Time, cancellationToken);
        var live = new LiveRun(workers, feed, run.Time, cancellationToken);
        for (var round = 0; workers.Inferred == 0 || workers.Inferred + workers.Skipped < feed.Published; round++)
        {
            if (round % 10 == 0 && workers.Inferred == 0)
                await feed.FillAsync(run.Cameras, cancellationToken);
            await Task.Delay(TimeSpan.FromMilliseconds(100), run.Time, cancellationToken);
        }

        return live;
    }

    /// <summary>Begins to offer frames, so many a second, until <see cref="EndAsync"/>.</summary>
    public void Offer(double rate) => _offers.Add(Task.Run(() => Feed.OfferAsync(rate, _stop.Token)));

    /// <summary>Offers frames, so many a second, while something lasts.</summary>
    public async Task<T> OfferDuringAsync<T>(double rate, Func<Task<T>> during)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var offer = Task.Run(() => Feed.OfferAsync(rate, stop.Token), CancellationToken.None);
        try
        {
            return await during();
        }
        finally
        {
            await stop.CancelAsync();
            await offer;
        }
    }

    /// <summary>Lets time pass.</summary>
    public Task ForAsync(TimeSpan span, CancellationToken cancellationToken)
    {
        var start = _time.GetTimestamp();
        return Workers.UntilAsync(() => _time.GetElapsedTime(start) >= span, _time, cancellationToken);
    }

    /// <summary>Stops offering, lets the workers finish, stops them, and adds up.</summary>
    public async Task<FrameLedger> EndAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_offers);
        var start = _time.GetTimestamp();
        await Workers.UntilAsync(
            () => Workers.Inferred + Workers.Skipped + Workers.Dead >= Feed.Published || _time.GetElapsedTime(start) > DrainWait, _time, cancellationToken);
        await Workers.StopAsync();
        var inFlight = Workers.InFlight + Workers.Unread;
        return new FrameLedger(
            Feed.Captured, Feed.Published, Feed.Dropped, Workers.Inferred, Workers.SkippedByReason(), Workers.Dead, inFlight,
            Feed.Captured == Feed.Published + Feed.Dropped
            && Feed.Published == Workers.Inferred + Workers.Skipped + Workers.Dead + inFlight);
    }

    public static Percentiles Of(LatencyHistogram histogram) => new(Ms(histogram, 50), Ms(histogram, 95), Ms(histogram, 99), Ms(histogram, 99.9));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_offers);
        await Workers.DisposeAsync();
        Feed.Dispose();
        _stop.Dispose();
    }

    private static double Ms(LatencyHistogram histogram, double percent) => Math.Round(histogram.Percentile(percent).TotalMilliseconds, 1);
}
