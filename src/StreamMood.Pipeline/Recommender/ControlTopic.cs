using System.Text.Json;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Json;
using StreamMood.Contracts.Topics;
using StreamMood.Mood.Decisions;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Pipeline.Recommender;

/// <summary>
/// Operators' decisions, all of them, as every recommender needs them: whose camera is in which partition changes. Read whole
/// before the first event and followed from then on; a decision takes effect some seconds after it was made, so that it is here
/// by then (see <see cref="ControlRecord.Margin"/>).
/// </summary>
internal sealed class ControlTopic : IControls, IDisposable
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<string, ControlTimeline> _cameras = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ControlTimeline> _zones = new(StringComparer.Ordinal);
    private readonly IConsumer<string, byte[]> _reader;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private long _polledAt;

    /// <summary>Reads what there is.</summary>
    public ControlTopic(KafkaClients clients, ILogger log, TimeProvider time, CancellationToken cancellationToken)
    {
        _log = log;
        _time = time;
        _reader = clients.StateReader();
        var open = TopicAdmin.Partitions(clients, TopicNames.Control).Where(p => PartitionEnd.Of(_reader, p).Value > 0).ToHashSet();
        var all = TopicAdmin.Partitions(clients, TopicNames.Control);
        _reader.Assign(all.Select(p => new TopicPartitionOffset(p, Offset.Beginning)));
        var started = time.GetTimestamp();
        while (open.Count > 0 && time.GetElapsedTime(started) < Patience)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_reader.Consume(Wait) is not { } record)
                continue;
            if (record.IsPartitionEOF)
                open.RemoveWhere(p => p.Partition == record.Partition);
            else
                Take(record.Message);
        }

        _polledAt = time.GetTimestamp();
    }

    /// <summary>Whether nobody has decided anything, the usual case.</summary>
    public bool IsEmpty => _cameras.Count == 0 && _zones.Count == 0;

    /// <inheritdoc />
    public ControlTimeline? Of(string name, bool zone) =>
        (zone ? _zones : _cameras) is { Count: > 0 } known ? known.GetValueOrDefault(name) : null;

    /// <summary>Takes what has come since; cheap when asked often.</summary>
    public void Poll()
    {
        if (_time.GetElapsedTime(_polledAt) < Interval)
            return;
        _polledAt = _time.GetTimestamp();
        while (_reader.Consume(TimeSpan.Zero) is { } record)
            if (!record.IsPartitionEOF)
                Take(record.Message);
    }

    /// <inheritdoc />
    public void Dispose() => _reader.Dispose();

    private void Take(Message<string, byte[]> message)
    {
        const string zone = "zone:";
        var isZone = message.Key?.StartsWith(zone, StringComparison.Ordinal) ?? false;
        var timelines = isZone ? _zones : _cameras;
        var name = isZone ? message.Key![zone.Length..] : message.Key ?? "";
        if (message.Value is null)
        {
            timelines.Remove(name);
            return;
        }

        try
        {
            var record = EventJson.ReadControl(message.Value);
            timelines[name] = new ControlTimeline(record);
            if (record.Decisions is [.., var last])
                _log.Decided(message.Key!, last.Kind, last.Effective);
        }
        catch (JsonException e)
        {
            // What holds goes on holding.
            _log.ControlUnreadable(message.Key ?? "", e.Path ?? e.Message);
        }
    }
}
