using System.Runtime.ExceptionServices;

namespace StreamMood.Pipeline.Inference;

/// <summary>The first failure among several threads, and the token that tells the others. Thread-safe.</summary>
internal sealed class FailureSignal : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private Exception? _first;

    public CancellationToken Token => _source.Token;

    public bool IsSet => Volatile.Read(ref _first) is not null;

    public void Set(Exception exception)
    {
        if (Interlocked.CompareExchange(ref _first, exception, null) is null)
            _source.Cancel();
    }

    /// <summary>A task that ends when <paramref name="stage"/> ends, and never fails: its failure is set here.</summary>
    public async Task Watch(Task stage)
    {
        try
        {
            await stage.ConfigureAwait(false);
        }
#pragma warning disable CA1031 // kept, and thrown by ThrowIfSet
        catch (Exception e)
#pragma warning restore CA1031
        {
            Set(e);
        }
    }

    /// <summary>Throws the first failure, if any, as it was.</summary>
    public void ThrowIfSet()
    {
        if (Volatile.Read(ref _first) is { } exception)
            ExceptionDispatchInfo.Throw(exception);
    }

    public void Dispose() => _source.Dispose();
}
