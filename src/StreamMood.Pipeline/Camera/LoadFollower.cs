using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using StreamMood.Contracts;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Pipeline.Camera;

/// <summary>Hears from workers which cameras they are behind with; only what is said from now on counts.</summary>
internal sealed class LoadFollower(KafkaOptions kafka, Action<string> behind, TimeProvider time)
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Follows on a thread of its own until told to stop. While no broker answers nothing is heard, and rates rise.</summary>
    public void Start(CancellationToken stop) =>
        _ = Task.Factory.StartNew(() => Run(stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Run(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                // Clients of its own: what goes wrong with them is no news about the frames' way out.
                var clients = new KafkaClients(kafka, NullLoggerFactory.Instance, time);
                using var reader = clients.StateReader();
                var partitions = TopicAdmin.Partitions(clients, reader, TopicNames.Load);
                if (partitions.Count == 0)
                    throw new UserErrorException($"there is no topic {TopicNames.Load}");
                reader.Assign(partitions.Select(p => new TopicPartitionOffset(p, Offset.End)));
                var watch = PartitionWatch.Of(reader, partitions, time);
                for (; !stop.IsCancellationRequested; watch.Look())
                    if (reader.Consume(Wait) is { IsPartitionEOF: false, Message: { Key: { } camera, Value: not null } })
                        behind(camera);
            }
            catch (Exception e) when (e is UserErrorException or KafkaException)
            {
                stop.WaitHandle.WaitOne(Pause);
            }
        }
    }
}
