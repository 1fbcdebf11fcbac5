namespace StreamMood.Mood.Windows;

/// <summary>How event time is cut into panes, aligned to 1970 as Kafka Streams aligns its windows; shared by all keys of a partition.</summary>
/// <param name="length">Length of a pane in ticks (100 ns).</param>
/// <param name="panes">Panes a window.</param>
/// <param name="memory">Windows the filter looks back, the newest included.</param>
internal sealed class WindowGrid(long length, int panes, int memory)
{
    private static readonly long Epoch = DateTimeOffset.UnixEpoch.UtcTicks;

    public int Panes => panes;

    public int Memory => memory;

    /// <summary>Room for the windows that a filter sees at once.</summary>
    public MoodWindow[] Scratch { get; } = new MoodWindow[memory];

    /// <summary>Number of the pane that holds an instant; 0 begins at 1970.</summary>
    public long PaneOf(long ticks)
    {
        var since = ticks - Epoch;
        var index = since / length;
        return since < 0 && index * length != since ? index - 1 : index;
    }

    /// <summary>First instant of a pane, in ticks.</summary>
    public long TicksOf(long pane) => Epoch + pane * length;
}
