using System.Runtime.ExceptionServices;
using Confluent.Kafka;

namespace StreamMood.Pipeline.Recommender;

/// <summary>
/// Keeps what goes wrong in the client's rebalance handlers, which run inside its call and must not throw through it, until the loop
/// can throw it.
/// </summary>
internal sealed class RebalanceGuard(CancellationToken stop)
{
    private ExceptionDispatchInfo? _fault;

    /// <summary>Whether something went wrong: nothing may be committed any more.</summary>
    public bool HasFault => _fault is not null;

    /// <summary>Takes note that nothing may be committed any more; what went wrong first counts.</summary>
    public void Fail(Exception fault) => _fault ??= ExceptionDispatchInfo.Capture(fault);

    /// <summary>Throws what went wrong, if anything did.</summary>
    public void Throw() => _fault?.Throw();

    /// <summary>Runs a handler.</summary>
    public void Run(Action handler) => Run(
        () =>
        {
            handler();
            return true;
        },
        () => false);

    /// <summary>Runs a handler that answers; <paramref name="otherwise"/> answers when it fails.</summary>
    public T Run<T>(Func<T> handler, Func<T> otherwise)
    {
        try
        {
            return handler();
        }
        catch (Exception e)
        {
            var passes = e is KafkaException or TimeoutException || (e is OperationCanceledException && !stop.IsCancellationRequested);
            Fail(passes ? new DeliveryException($"a rebalance failed: {e.Message}", e) : e);
            return otherwise();
        }
    }
}
