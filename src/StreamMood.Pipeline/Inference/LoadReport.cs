using System.Text;
using Confluent.Kafka;
using StreamMood.Contracts.Topics;

namespace StreamMood.Pipeline.Inference;

/// <summary>
/// Says once a second, in <see cref="TopicNames.Load"/>, of which cameras frames are left out because this worker is behind, so that
/// their agents may send fewer. Not the lag: under overload the worker reads on and skips, so that what it emits stays young, and its lag
/// stays small. As with congestion notices in a network (RFC 3168) nothing is said of those that are well. Not thread safe.
/// </summary>
internal sealed class LoadReport(InferenceMetrics metrics, Action<Message<string, byte[]>> send, TimeProvider time)
{
    // A camera is behind while one frame of so many is left out.
    private const int Noticeable = 10;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly HashSet<string> _before = new(StringComparer.Ordinal);
    private long _since = time.GetTimestamp();

    public void Tick()
    {
        if (time.GetElapsedTime(_since) < Interval)
            return;
        _since = time.GetTimestamp();
        foreach (var (camera, totals) in metrics.Cameras)
        {
            var (settled, leftOut) = totals.TakeLoad();
            if (leftOut * Noticeable <= settled)
                _before.Remove(camera);

            // In the second before too: what piled up while no worker ran is left out at a stroke, and that is over then.
            else if (!_before.Add(camera))
                send(new Message<string, byte[]> { Key = camera, Value = Encoding.UTF8.GetBytes(FormattableString.Invariant($$"""{"frames":{{settled}},"leftOut":{{leftOut}}}""")) });
        }
    }
}
