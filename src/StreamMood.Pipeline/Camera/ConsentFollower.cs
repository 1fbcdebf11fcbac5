using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StreamMood.Contracts;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Pipeline.Camera;

/// <summary>
/// Follows revoked consent, so that no picture of people who took theirs back leaves the agent. An agent captures also while no broker
/// answers; until decisions could be read it publishes, and workers, who read them first, leave its frames alone.
/// </summary>
internal sealed class ConsentFollower(KafkaOptions kafka, ILogger log, TimeProvider time)
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly RevokedConsent _revoked = new();

    /// <summary>Whether a frame may not be published.</summary>
    public bool Forbids(string camera, DateTimeOffset capturedAt) => _revoked.Forbids(camera, capturedAt, time);

    /// <summary>Follows on a thread of its own until told to stop. It ends some seconds later where no broker answers; nobody need wait for it.</summary>
    public void Start(CancellationToken stop) =>
        _ = Task.Factory.StartNew(() => Run(stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Run(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                // Clients of its own: what goes wrong with them is no news about the frames' way out.
                using var reader = new ControlReader(new KafkaClients(kafka, NullLoggerFactory.Instance, time), _revoked.Take, time, log);
                reader.ReadAll(stop);
                while (!stop.IsCancellationRequested)
                    reader.Poll(Wait);
            }
            catch (Exception e) when (e is UserErrorException or KafkaException)
            {
                stop.WaitHandle.WaitOne(Pause);
            }
            catch (OperationCanceledException)
            {
                // The agent stops.
            }
        }
    }
}
