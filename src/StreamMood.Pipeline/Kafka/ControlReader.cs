using System.Text.Json;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Json;
using StreamMood.Contracts.Topics;

namespace StreamMood.Pipeline.Kafka;

/// <summary>
/// Reads operators' decisions, all there are and then those that come. Every role that follows them needs all, for whose camera is in
/// which partition changes, and those of partitions that are added while it reads. For one thread.
/// </summary>
internal sealed class ControlReader : IDisposable
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);

    private readonly IConsumer<string, byte[]> _reader;
    private readonly TimeProvider _time;
    private readonly KafkaClients _clients;
    private readonly NewestByKey _newest = new();
    private readonly Action<string, ControlRecord?> _take;
    private readonly ILogger _log;
    private PartitionWatch? _watch;

    /// <param name="clients">Clients of the role.</param>
    /// <param name="take">Takes a key's newest record; null when it was deleted.</param>
    /// <param name="time">Clock, for when partitions are asked for again.</param>
    /// <param name="log">Takes the log.</param>
    public ControlReader(KafkaClients clients, Action<string, ControlRecord?> take, TimeProvider time, ILogger log)
    {
        (_clients, _take, _time, _log) = (clients, take, time, log);
        _reader = clients.StateReader(timestamps: true);
    }

    /// <summary>Reads what there is.</summary>
    /// <exception cref="UserErrorException">When the topic is missing or the broker does not answer.</exception>
    /// <exception cref="OperationCanceledException">When cancelled before the end.</exception>
    public void ReadAll(CancellationToken cancellationToken)
    {
        var partitions = TopicAdmin.Partitions(_clients, _reader, TopicNames.Control, cancellationToken);
        if (partitions.Count == 0)
            throw new UserErrorException($"there is no topic {TopicNames.Control}, in which consent is revoked; make it with: streammood topics create");
        _watch = PartitionWatch.Of(_reader, partitions, _time);
        _reader.Assign(partitions.Select(p => new TopicPartitionOffset(p, Offset.Beginning)));
        var open = partitions.Select(p => p.Partition.Value).ToHashSet();
        while (open.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Next(Wait) is not { } record)
                continue;
            if (record.IsPartitionEOF)
                open.Remove(record.Partition.Value);
            else
                Take(record);
        }
    }

    /// <summary>Takes what has come since <see cref="ReadAll"/>, waiting for the first.</summary>
    public void Poll(TimeSpan wait)
    {
        _watch?.Look();
        for (; Next(wait) is { } record; wait = TimeSpan.Zero)
            if (!record.IsPartitionEOF)
                Take(record);
    }

    /// <inheritdoc />
    public void Dispose() => _reader.Dispose();

    private ConsumeResult<string, byte[]>? Next(TimeSpan wait)
    {
        try
        {
            return _reader.Consume(wait);
        }
        catch (ConsumeException e)
        {
            _clients.Health.Report(e.Error); // those that pass, pass; the fatal ones end the role
            return null;
        }
    }

    private void Take(ConsumeResult<string, byte[]> result)
    {
        var message = result.Message;
        try
        {
            var record = message.Value is null ? null : EventJson.ReadControl(message.Value);
            if (!_newest.Takes(message.Key ?? "", result.Partition, message.Timestamp))
                return;
            _take(message.Key ?? "", record);
            if (record?.Decisions is [.., var last])
                _log.Decided(message.Key!, last.Kind, last.Effective);
        }
        catch (JsonException e)
        {
            // What holds goes on holding.
            _log.ControlUnreadable(message.Key ?? "", e.Path ?? e.Message);
        }
    }
}
