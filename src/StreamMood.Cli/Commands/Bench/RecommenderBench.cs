using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StreamMood.Cli.Configuration;
using StreamMood.Contracts;
using StreamMood.Contracts.Topics;
using StreamMood.Mood;
using StreamMood.Pipeline.Kafka;
using StreamMood.Pipeline.Recommender;

namespace StreamMood.Cli.Commands.Bench;

/// <summary>Fills a topic and lets the recommender, and a peer beside it, work through it; or loads it as cameras do.</summary>
internal sealed class RecommenderBench(StreamMoodSettings settings, ILoggerFactory loggers, TimeProvider time, Action<string> tell)
{
    public const string PeerTopic = "streammood.bench-peer.v1";

    // The rate rises over this part of the time.
    private const int RampShare = 4;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(20);

    private readonly KafkaClients _clients = new(settings.Kafka, NullLoggerFactory.Instance, time);
    private readonly string _topic = settings.Recommender.Topic;

    /// <summary>Makes the topics that are missing.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await BrokerProbe.CheckAsync(_clients, [], cancellationToken: cancellationToken);
        var emotions = TopicSpec.All.First(t => t.Name == TopicNames.Emotions);
        TopicSpec[] wanted = [.. TopicSpec.All, emotions with { Name = _topic }, TopicSpec.All.First(t => t.Name == TopicNames.Recommendations) with { Name = PeerTopic }];
        await TopicAdmin.CreateAsync(_clients, [.. wanted.DistinctBy(t => t.Name)], cancellationToken: cancellationToken);
        await SeeAsync(_topic, cancellationToken);
    }

    // A broker tells of a topic a little after it has made it.
    private async Task SeeAsync(string topic, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            try
            {
                await BrokerProbe.CheckAsync(_clients, [topic], cancellationToken: cancellationToken);
                return;
            }
            catch (UserErrorException) when (time.GetElapsedTime(start) < Wait)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), time, cancellationToken);
            }
        }
    }

    /// <summary>Fills the topic up to so many events; what is there stays. Answers how many it holds.</summary>
    public long Fill(long events, int cameras, int perSecond, CancellationToken cancellationToken)
    {
        var there = Size();
        if (there >= events)
            return there;
        tell(string.Create(CultureInfo.InvariantCulture, $"filling {_topic} with {events - there:N0} events of {cameras} cameras"));
        var now = time.GetUtcNow();
        var load = new EmotionLoad(cameras, now.ToUnixTimeMilliseconds());
        var span = TimeSpan.FromSeconds((events - there) / (double)(cameras * perSecond));
        var begin = now - span - TimeSpan.FromSeconds(5);
        using var producer = _clients.EventProducer(reports: false);
        for (var i = there; i < events; i++)
        {
            var sequence = (i - there) / cameras;
            EmotionLoad.Publish(
                producer, _topic, load.Message((int)((i - there) % cameras), sequence, begin + TimeSpan.FromMilliseconds(sequence * 1000.0 / perSecond)), cancellationToken);
        }

        while (producer.Flush(TimeSpan.FromSeconds(1)) > 0)
            cancellationToken.ThrowIfCancellationRequested();
        return Size();
    }

    /// <summary>Works through what the topic holds.</summary>
    /// <param name="events">How many it holds.</param>
    /// <param name="cameras">Of how many cameras.</param>
    /// <param name="workers">Recommenders that share the work, as so many processes would.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<RecommenderReport> RunAsync(long events, int cameras, int workers, CancellationToken cancellationToken)
    {
        var (group, metrics, running) = (Group(), new List<RecommenderMetrics>(), new List<RecommenderWorker>());
        try
        {
            var meter = Meter.Start();
            for (var i = 0; i < workers; i++)
            {
                metrics.Add(new RecommenderMetrics());
                running.Add(new RecommenderWorker(settings.Recommender, group, metrics[i], loggers, time));
                await running[i].StartAsync(cancellationToken);
            }

            foreach (var worker in running)
                await UntilAsync(() => metrics.Sum(m => m.Consumed) >= events, worker, cancellationToken);
            var (allocated, cpu, peak) = meter.Stop();
            await Task.WhenAll(running.Select(w => w.StopAsync(CancellationToken.None)));
            var seconds = RecommenderMetrics.Worked(metrics, time).TotalSeconds;
            return Report(metrics.Sum(m => m.Consumed), seconds, metrics.Sum(m => m.Recommendations), cameras, allocated, cpu, peak) with { Workers = workers };
        }
        finally
        {
            running.ForEach(w => w.Dispose());
            metrics.ForEach(m => m.Dispose());
        }
    }

    /// <summary>Cameras that send as time passes.</summary>
    public async Task<RecommenderReport> LoadAsync(int cameras, double rate, TimeSpan duration, CancellationToken cancellationToken)
    {
        var group = Group();
        var begin = Ends();
        using (var consumer = new KafkaClients(group, NullLoggerFactory.Instance, time).EventConsumer(RecommenderWorker.Role).Build())
            consumer.Commit(begin);
        using var metrics = new RecommenderMetrics();
        using var worker = new RecommenderWorker(settings.Recommender, group, metrics, loggers, time);
        var meter = Meter.Start();
        await worker.StartAsync(cancellationToken);
        List<long> lags = [];
        var ramp = duration.TotalSeconds / RampShare;
        using var producer = _clients.EventProducer(reports: false);
        var published = 0L;
        var started = time.GetTimestamp();
        var sending = Task.Factory.StartNew(() => published = Send(producer, cameras, rate, duration, ramp, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        while (!sending.IsCompleted && !worker.ExecuteTask!.IsCompleted)
        {
            await Task.Delay(Poll * 10, time, cancellationToken);
            lags.Add(metrics.Lag);
        }

        await sending;
        var sent = time.GetElapsedTime(started).TotalSeconds;
        producer.Flush(Wait);
        await UntilAsync(() => metrics.Consumed >= published, worker, cancellationToken);
        var (allocated, cpu, peak) = meter.Stop();
        await worker.StopAsync(CancellationToken.None);

        using var next = new RecommenderMetrics();
        using var successor = new RecommenderWorker(settings.Recommender, group, next, loggers, time);
        await successor.StartAsync(cancellationToken);
        await UntilAsync(() => next.Restored is not null, successor, cancellationToken);
        await successor.StopAsync(CancellationToken.None);
        var report = Report(metrics.Consumed, metrics.Worked(time).TotalSeconds, metrics.Recommendations, cameras, allocated, cpu, peak);
        return report with
        {
            Live = new LiveReport
            {
                Rate = rate,
                // Once the rate has risen; while it rises half of it is sent.
                PublishedPerSecond = Math.Round((published - (cameras * rate * ramp / 2)) / (sent - ramp), 1),
                LagEnd = lags.Count > 0 ? lags[^1] : 0,
                LagMax = lags.Count > 0 ? lags.Max() : 0,
                LagMean = lags.Count > 0 ? Math.Round(lags.Average(), 1) : 0,
                CpuMicrosPerWindow = Math.Round(cpu.TotalMicroseconds / Math.Max(1, metrics.Recommendations), 2),
                WindowToRecommendationP50Ms = Math.Round(metrics.WindowEndToRecommendation.Percentile(50).TotalMilliseconds, 1),
                WindowToRecommendationP95Ms = Math.Round(metrics.WindowEndToRecommendation.Percentile(95).TotalMilliseconds, 1),
                StateBytesPerCamera = Math.Round(next.Restored!.Bytes / (double)Math.Max(1, next.Restored.Keys), 1),
                RestoreSeconds = Math.Round(next.Restored.Took.TotalSeconds, 3),
                RestoredKeys = next.Restored.Keys,
            },
        };
    }

    /// <summary>Runs the Kafka Streams application of a folder over the same topic.</summary>
    public async Task<PeerReport> PeerAsync(string folder, long events, int threads, CancellationToken cancellationToken)
    {
        var script = Path.Combine(folder, "run");
        if (!File.Exists(script))
            throw new UserErrorException($"--peer {folder}: has no script 'run'");
        var guarantee = settings.Recommender.Delivery == DeliveryGuarantee.ExactlyOnce ? "exactly_once_v2" : "at_least_once";
        var start = new ProcessStartInfo(script) { RedirectStandardOutput = true };
        foreach (var argument in (string[])[_clients.Bootstrap, _topic, PeerTopic, guarantee, $"{events}", $"{threads}", "-Dscores=emotions"])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start) ?? throw new UserErrorException($"--peer {folder}: its script cannot be started");
        await using var cancel = cancellationToken.Register(() => process.Kill(entireProcessTree: true));
        var output = await process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return JsonSerializer.Deserialize(output.Trim().Split('\n')[^1], RecommenderReportJson.Default.PeerReport)!;
        }
        catch (JsonException e)
        {
            throw new UserErrorException($"--peer {folder}: its script ended with {process.ExitCode} and printed no result", e);
        }
    }

    private long Send(IProducer<string, byte[]> producer, int cameras, double rate, TimeSpan duration, double ramp, CancellationToken cancellationToken)
    {
        var load = new EmotionLoad(cameras, time.GetUtcNow().ToUnixTimeMilliseconds());
        var started = time.GetTimestamp();
        var perSecond = cameras * rate;
        var sent = 0L;
        while (time.GetElapsedTime(started) is var passed && passed < duration)
        {
            // All cameras lie evenly over the second. A fleet is not switched on at once, and a program that has just started is slow.
            var rising = Math.Min(passed.TotalSeconds, ramp);
            var due = (long)(((rising * rising / (2 * ramp)) + passed.TotalSeconds - rising) * perSecond);
            for (; sent < due; sent++)
                EmotionLoad.Publish(producer, _topic, load.Message((int)(sent % cameras), sent / cameras, time.GetUtcNow()), cancellationToken);
            cancellationToken.WaitHandle.WaitOne(Poll);
            cancellationToken.ThrowIfCancellationRequested();
        }

        return sent;
    }

    private RecommenderReport Report(long events, double seconds, long recommendations, int cameras, long allocated, TimeSpan cpu, double peak) => new()
    {
        Events = events,
        Seconds = Math.Round(seconds, 3),
        EventsPerSecond = Math.Round(events / seconds),
        Recommendations = recommendations,
        PeakRssMb = Math.Round(peak, 1),
        AllocatedBytesPerEvent = Math.Round(allocated / (double)events, 1),
        CpuMicrosPerEvent = Math.Round(cpu.TotalMicroseconds / events, 2),
        Delivery = settings.Recommender.Delivery == DeliveryGuarantee.ExactlyOnce ? "exactly-once" : "at-least-once",
        Windows = settings.Recommender.Windows switch
        {
            WindowKind.Hopping => string.Create(CultureInfo.InvariantCulture, $"hopping {settings.Recommender.Window.TotalSeconds} s by {settings.Recommender.Hop.TotalSeconds} s, grace {settings.Recommender.Grace.TotalSeconds} s"),
            WindowKind.Session => string.Create(CultureInfo.InvariantCulture, $"session, gap {settings.Recommender.Gap.TotalSeconds} s, grace {settings.Recommender.Grace.TotalSeconds} s"),
            _ => string.Create(CultureInfo.InvariantCulture, $"tumbling {settings.Recommender.Window.TotalSeconds} s, grace {settings.Recommender.Grace.TotalSeconds} s"),
        },
        Cameras = cameras,
    };

    private KafkaOptions Group() => new()
    {
        Bootstrap = settings.Kafka.Bootstrap,
        ClientFile = settings.Kafka.ClientFile,
        Client = settings.Kafka.Client,
        GroupPrefix = string.Create(CultureInfo.InvariantCulture, $"bench-{time.GetUtcNow().ToUnixTimeMilliseconds()}"),
    };

    private long Size()
    {
        using var follower = _clients.Follower();
        // The end first: it is asked for again while brokers learn who leads a new topic.
        return TopicAdmin.Partitions(_clients, _topic).Sum(p => PartitionEnd.Of(follower, p).Value - follower.QueryWatermarkOffsets(p, Wait).Low.Value);
    }

    private List<TopicPartitionOffset> Ends()
    {
        using var follower = _clients.Follower();
        return [.. TopicAdmin.Partitions(_clients, _topic).Select(p => new TopicPartitionOffset(p, PartitionEnd.Of(follower, p)))];
    }

    private async Task UntilAsync(Func<bool> condition, RecommenderWorker worker, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (!condition())
        {
            if (worker.ExecuteTask is { IsCompleted: true } ended)
                await ended;
            if (time.GetElapsedTime(started) > Patience)
                throw new UserErrorException($"the recommender is not through after {Patience.TotalMinutes} minutes; see --log-level information");
            await Task.Delay(Poll, time, cancellationToken);
        }
    }

    /// <summary>What the process takes from here on.</summary>
    private sealed class Meter
    {
        private long _allocated;
        private TimeSpan _cpu;

        public static Meter Start()
        {
            GC.Collect();
            try
            {
                File.WriteAllText("/proc/self/clear_refs", "5"); // the largest resident set begins anew
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Then it is the largest since the process began.
            }

            return new Meter { _allocated = GC.GetTotalAllocatedBytes(), _cpu = Process.GetCurrentProcess().TotalProcessorTime };
        }

        public (long Allocated, TimeSpan Cpu, double PeakMb) Stop()
        {
            using var process = Process.GetCurrentProcess();
            return (GC.GetTotalAllocatedBytes() - _allocated, process.TotalProcessorTime - _cpu, process.PeakWorkingSet64 / (1024.0 * 1024));
        }
    }
}
