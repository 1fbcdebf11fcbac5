namespace StreamMood.Mood.Windows;

/// <summary>Decides which events a stream's clock follows, see <see cref="ClockJump"/>, and counts them.</summary>
/// <param name="totals">Where to count.</param>
/// <param name="most">Ticks further ahead of the clock than which a time is a jump.</param>
internal sealed class ClockJudge(MoodTotals totals, long most)
{
    /// <summary>Whether an event jumps; to be asked before it is folded in. What jumped further ahead before it was a slip.</summary>
    /// <param name="stream">Its stream.</param>
    /// <param name="ticks">Its time.</param>
    /// <param name="stray">Whether the partition's clock is as far behind it. Where it is not, the stream has merely paused.</param>
    public bool Jumps(KeyedStream stream, long ticks, bool stray)
    {
        if (!stray || !stream.IsJump(ticks, most))
            return false;
        if (stream.JumpsBeyond(ticks, most))
            totals.Slips += stream.DropJump(ticks + most);
        return true;
    }

    /// <summary>An event was folded in: the clock follows it, or for a jump waits until others bear it out. Answers whether it followed.</summary>
    public bool Believes(KeyedStream stream, int source, long ticks, bool jumps)
    {
        if (jumps)
        {
            var believed = stream.Jump(source, ticks);
            totals.Counted += believed;
            return believed > 0;
        }

        stream.Advance(source, ticks);
        totals.Counted += 1 + stream.CatchUp(most);
        Drop(stream);
        return true;
    }

    /// <summary>Drops what was not borne out.</summary>
    public void Drop(KeyedStream stream)
    {
        if (stream.Unbelieved > 0)
            totals.Slips += stream.DropJump(stream.Clock + most);
    }
}
