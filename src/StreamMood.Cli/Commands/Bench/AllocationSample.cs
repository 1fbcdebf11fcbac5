using System.Diagnostics.Tracing;

namespace StreamMood.Cli.Commands.Bench;

/// <summary>
/// Which types the allocated bytes are of, from the runtime's own samples (one about every 100 KB): a breakdown, not a count.
/// </summary>
internal sealed class AllocationSample : EventListener
{
    private const EventKeywords GarbageCollection = (EventKeywords)1;

    private readonly Dictionary<string, long> _bytes = new(StringComparer.Ordinal);

    /// <summary>Shares of the bytes by type, the largest first.</summary>
    public IReadOnlyDictionary<string, double> Shares(int most)
    {
        lock (_bytes)
        {
            var all = (double)_bytes.Values.Sum();
            return _bytes.OrderByDescending(b => b.Value).Take(most).ToDictionary(b => b.Key, b => Math.Round(b.Value / all, 3));
        }
    }

    public void Clear()
    {
        lock (_bytes)
            _bytes.Clear();
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Microsoft-Windows-DotNETRuntime")
            EnableEvents(eventSource, EventLevel.Verbose, GarbageCollection);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName is not { } name || !name.StartsWith("GCAllocationTick", StringComparison.Ordinal))
            return;
        var type = Value(eventData, "TypeName") as string ?? "?";
        var bytes = Value(eventData, "AllocationAmount64") is ulong amount ? (long)amount : 0;
        lock (_bytes)
            _bytes[type] = _bytes.GetValueOrDefault(type) + bytes;
    }

    private static object? Value(EventWrittenEventArgs data, string name) =>
        data.PayloadNames?.IndexOf(name) is { } i and >= 0 ? data.Payload![i] : null;
}
