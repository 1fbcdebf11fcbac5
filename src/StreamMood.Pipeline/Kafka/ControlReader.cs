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
/// which partition changes. For one thread.
/// </summary>
internal sealed class ControlReader : IDisposable
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);

    private readonly IConsumer<string, byte[]> _reader;
    private readonly IReadOnlyList<TopicPartition> _partitions;
    private readonly Action<string, ControlRecord?> _take;
    private readonly BrokerHealth _health;
    private readonly ILogger _log;

    /// <param name="clients">Clients of the role.</param>
    /// <param name="take">Takes a key's newest record; null when it was deleted.</param>
    /// <param name="log">Takes the log.</param>
    public ControlReader(KafkaClients clients, Action<string, ControlRecord?> take, ILogger log)
    {
        _take = take;
        _health = clients.Health;
        _log = log;
        _reader = clients.StateReader();
        try
        {
            _partitions = TopicAdmin.Partitions(clients, _reader, TopicNames.Control);
        }
        catch
        {
            _reader.Dispose();
            throw;
        }
    }

    /// <summary>Reads what there is.</summary>
    /// <exception cref="UserErrorException">When the topic is missing.</exception>
    /// <exception cref="OperationCanceledException">When cancelled before the end.</exception>
    public void ReadAll(CancellationToken cancellationToken)
    {
        if (_partitions.Count == 0)
            throw new UserErrorException($"there is no topic {TopicNames.Control}, in which consent is revoked; make it with: streammood topics create");
        _reader.Assign(_partitions.Select(p => new TopicPartitionOffset(p, Offset.Beginning)));
        var open = _partitions.Select(p => p.Partition.Value).ToHashSet();
        while (open.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Next(Wait) is not { } record)
                continue;
            if (record.IsPartitionEOF)
                open.Remove(record.Partition.Value);
            else
                Take(record.Message);
        }
    }

    /// <summary>Takes what has come since, waiting for the first.</summary>
    public void Poll(TimeSpan wait)
    {
        for (; Next(wait) is { } record; wait = TimeSpan.Zero)
            if (!record.IsPartitionEOF)
                Take(record.Message);
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
            _health.Report(e.Error); // those that pass, pass; the fatal ones end the role
            return null;
        }
    }

    private void Take(Message<string, byte[]> message)
    {
        try
        {
            var record = message.Value is null ? null : EventJson.ReadControl(message.Value);
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
