using StreamMood.Mood.State;

namespace StreamMood.Mood.Windows;

/// <summary>
/// What a stream was told of a time far ahead of its clock. That may be one camera's slip, after which all that is right would be late;
/// so such events lie in windows of their own and move nothing until there are <see cref="Enough"/> in a row.
/// </summary>
internal struct ClockJump
{
    /// <summary>Events in a row that are believed.</summary>
    internal const int Enough = 3;

    /// <summary>How many there are; 0 when time goes on as it should.</summary>
    public int Events { get; private set; }

    /// <summary>The newest time they told, in ticks.</summary>
    public long Ticks { get; private set; }

    /// <summary>Number of the camera that told it.</summary>
    public int Source { get; private set; }

    /// <summary>Takes another one. Answers whether they are enough.</summary>
    public bool Take(int source, long ticks)
    {
        if (Events == 0 || ticks > Ticks)
            (Ticks, Source) = (ticks, source);
        return ++Events >= Enough;
    }

    public readonly void Write(ref StateWriter into)
    {
        into.Number(Events);
        into.Number(Ticks);
        into.Number(Source);
    }

    public void Read(ref StateReader from) => (Events, Ticks, Source) = ((int)from.Number(), from.Number(), (int)from.Number());
}
