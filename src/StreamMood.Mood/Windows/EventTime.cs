namespace StreamMood.Mood.Windows;

/// <summary>Which tumbling window an instant belongs to. Windows are aligned to 1970-01-01, as Kafka Streams aligns them.</summary>
/// <param name="Length">Length in ticks (100 ns).</param>
internal readonly record struct EventTime(long Length)
{
    private static readonly long Epoch = DateTimeOffset.UnixEpoch.UtcTicks;

    /// <summary>Number of the window that holds an instant, in ticks; 0 begins at 1970.</summary>
    public long WindowOf(long ticks)
    {
        var since = ticks - Epoch;
        var index = since / Length;
        return since < 0 && index * Length != since ? index - 1 : index;
    }

    /// <summary>First instant of a window.</summary>
    public DateTimeOffset Start(long window) => new(Epoch + window * Length, TimeSpan.Zero);
}
