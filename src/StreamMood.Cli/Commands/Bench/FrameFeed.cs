using System.Globalization;
using Confluent.Kafka;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Cli.Commands.Bench;

/// <summary>Publishes frames of many cameras: a heap of them as fast as it goes, or open loop at a rate.</summary>
internal sealed class FrameFeed : IDisposable
{
    private static readonly TimeSpan FlushWait = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FullWait = TimeSpan.FromMilliseconds(2);

    private readonly IProducer<string, byte[]> _producer;
    private readonly IReadOnlyList<byte[]> _pictures;
    private readonly int _partitions;
    private readonly string[] _cameras;
    private readonly long[] _sequences;
    private readonly long _epoch;
    private readonly TimeProvider _time;
    private readonly Action<DeliveryReport<string, byte[]>> _delivered;
    private long _captured;
    private long _published;
    private long _dropped;

    public FrameFeed(BenchBroker broker, IReadOnlyList<byte[]> pictures, int cameras, TimeProvider time)
    {
        _producer = broker.Clients.FrameProducer();
        _pictures = pictures;
        _partitions = broker.Partitions;
        _cameras = [.. Enumerable.Range(0, cameras).Select(i => string.Create(CultureInfo.InvariantCulture, $"bench-{i:000}"))];
        _sequences = new long[cameras];
        _epoch = time.GetUtcNow().ToUnixTimeMilliseconds();
        _time = time;
        _delivered = OnDelivered;
    }

    /// <summary>The part of the frames offered that the worker gets, 0 to 1; the rest goes where nobody reads.</summary>
    public double Share { get; set; } = 1;

    /// <summary>Frames offered to the worker.</summary>
    public long Captured => Interlocked.Read(ref _captured);

    /// <summary>Those that the broker acknowledged.</summary>
    public long Published => Interlocked.Read(ref _published);

    /// <summary>Those that the producer could not take or deliver.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>The longest that a frame was sent after its scheduled time, since this was set to zero.</summary>
    public TimeSpan Behind { get; set; }

    /// <summary>Publishes so many frames, cameras in turn, waiting for room.</summary>
    public async Task FillAsync(long frames, CancellationToken cancellationToken)
    {
        for (long i = 0; i < frames; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var camera = (int)(i % _cameras.Length);
            while (!TrySend(camera, _time.GetUtcNow(), TopicNames.Frames))
                await Task.Delay(FullWait, _time, cancellationToken);
        }

        Flush();
    }

    /// <summary>
    /// Offers frames at scheduled times until cancelled: frame k is captured at start + k / rate, whether or not anything keeps up, and
    /// a frame for which the producer has no room is dropped and counted.
    /// </summary>
    /// <param name="rate">Frames a second.</param>
    /// <param name="stop">Ends it.</param>
    public async Task OfferAsync(double rate, CancellationToken stop)
    {
        var begin = _time.GetUtcNow();
        var start = _time.GetTimestamp();
        double turn = 0;
        long sent = 0;
        for (long k = 0; !stop.IsCancellationRequested;)
        {
            for (var due = (long)(_time.GetElapsedTime(start).TotalSeconds * rate); k < due; k++)
            {
                var at = TimeSpan.FromSeconds(k / rate);
                if (_time.GetElapsedTime(start) - at is var late && late > Behind)
                    Behind = late;
                turn += Share;
                var real = turn >= 1;
                if (real)
                    turn--;
                if (!TrySend((int)((real ? sent++ : k) % _cameras.Length), begin + at, real ? TopicNames.Frames : BenchBroker.IdleTopic) && real)
                {
                    Interlocked.Increment(ref _captured);
                    Interlocked.Increment(ref _dropped);
                }
            }

            try
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), _time, stop);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        Flush();
    }

    public void Dispose() => _producer.Dispose();

    // False when the producer has no room. Cameras are spread evenly over the partitions, which hashing keys would not do.
    private bool TrySend(int camera, DateTimeOffset at, string topic)
    {
        var idle = topic == BenchBroker.IdleTopic;
        var sequence = _sequences[camera];
        var message = EventMessages.Frame(
            new FrameId(_cameras[camera], _epoch, sequence), at, _pictures[(int)((camera * 7 + sequence) % _pictures.Count)], ConsentBases.Synthetic);
        try
        {
            // The embedded broker gives any topic but the frames' a few partitions only.
            var place = idle ? new TopicPartition(topic, Partition.Any) : new TopicPartition(topic, camera % _partitions);
            if (idle)
                _producer.Produce(place, message);
            else
                _producer.Produce(place, message, _delivered);
        }
        catch (ProduceException<string, byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
        {
            return false;
        }

        if (!idle)
        {
            _sequences[camera]++;
            Interlocked.Increment(ref _captured);
        }

        return true;
    }

    private void Flush() => _producer.Flush(FlushWait);

    private void OnDelivered(DeliveryReport<string, byte[]> report) =>
        Interlocked.Increment(ref report.Error.IsError ? ref _dropped : ref _published);
}
