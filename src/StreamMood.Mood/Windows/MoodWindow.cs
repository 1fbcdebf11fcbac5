using StreamMood.Contracts.Events;
using StreamMood.Mood.Smoothing;
using StreamMood.Mood.State;

namespace StreamMood.Mood.Windows;

/// <summary>
/// What voted in one window. Windows can be added together, because their sums are of whole numbers, see <see cref="FaceSums"/>.
/// </summary>
public struct MoodWindow
{
    private FaceSums _sums;
    private FrameSet _seen;
    private FrameNumber _lastFrame;

    internal MoodWindow(long index)
    {
        Index = index;
        FirstTicks = long.MaxValue;
        LastTicks = long.MinValue;
    }

    /// <summary>Number of the window, counted in windows (hops) since 1970; 0 for sessions.</summary>
    public long Index { get; internal set; }

    /// <summary>Emotion events in the window.</summary>
    public int Frames { get; private set; }

    /// <summary>Face observations in the window.</summary>
    public readonly int Faces => _sums.Faces;

    /// <summary>Those among them that voted.</summary>
    public readonly int Voted => _sums.Voted;

    /// <summary>The models behind the window's last event.</summary>
    public ModelVersions? Models { get; private set; }

    /// <summary>Sum of the weights, see <see cref="FaceSums.Weight"/>.</summary>
    public readonly double Weight => _sums.Weight;

    /// <summary>Weighted sum of valence; divide by <see cref="Weight"/> for the mean.</summary>
    public readonly double Valence => _sums.Valence;

    /// <summary>Weighted sum of arousal.</summary>
    public readonly double Arousal => _sums.Arousal;

    /// <summary>Time of the first event, in ticks.</summary>
    internal long FirstTicks { get; private set; }

    /// <summary>Time of the last event, in ticks.</summary>
    internal long LastTicks { get; private set; }

    /// <summary>Weighted sum of an expression's probability.</summary>
    public readonly double Emotion(int emotion) => _sums.Emotion(emotion);

    /// <summary>Votes whose most probable expression this one was.</summary>
    public readonly int Tops(int emotion) => _sums.Tops(emotion);

    internal readonly bool Contains(FrameNumber frame) => _seen.Contains(frame);

    /// <summary>Folds an event in; false when its frame is already there.</summary>
    /// <param name="faces">The faces that count here.</param>
    /// <param name="voting">Which of them vote.</param>
    /// <param name="ticks">Time of the event.</param>
    /// <param name="models">The models behind it.</param>
    /// <param name="frame">Its frame.</param>
    internal bool Add(ReadOnlySpan<FaceSample> faces, FaceVoting voting, long ticks, ModelVersions? models, FrameNumber frame)
    {
        if (!_seen.Add(frame))
            return false;
        Frames++;
        _sums.Add(faces, voting);
        Last(ticks, frame, models);
        FirstTicks = Math.Min(FirstTicks, ticks);
        return true;
    }

    /// <summary>Adds another window's votes; the frames only where this window still takes events.</summary>
    internal void Join(in MoodWindow other, bool frames)
    {
        _sums.Join(in other._sums);
        Frames += other.Frames;
        Last(other.LastTicks, other._lastFrame, other.Models);
        FirstTicks = Math.Min(FirstTicks, other.FirstTicks);
        if (frames)
            _seen.Join(other._seen);
    }

    /// <summary>Takes the votes of an older window, joined before, out again; the first time then is unknown.</summary>
    internal void Leave(in MoodWindow other)
    {
        _sums.Leave(in other._sums);
        Frames -= other.Frames;
    }

    internal void TrimFrames(int ranges) => _seen.Trim(ranges);

    internal readonly void Write(ref StateWriter into, int models)
    {
        into.Number(Index);
        into.Number(Frames);
        into.Number(FirstTicks);
        into.Number(LastTicks - FirstTicks);
        into.Number(_lastFrame.Source);
        into.Number(_lastFrame.Epoch);
        into.Number(_lastFrame.Sequence);
        into.Number(models);
        _sums.Write(ref into);
        _seen.Write(ref into);
    }

    internal static MoodWindow Read(ref StateReader from, List<ModelVersions> models)
    {
        var window = new MoodWindow(from.Number())
        {
            Frames = (int)from.Number(), FirstTicks = from.Number(),
        };
        window.LastTicks = window.FirstTicks + from.Number();
        var source = (int)from.Number();
        window._lastFrame = new FrameNumber(from.Number(), from.Number(), source);
        var model = from.Number();
        if (model >= models.Count)
            throw new StateException("a window names a model that is not there");
        window.Models = model < 0 ? null : models[(int)model];
        window._sums = FaceSums.Read(ref from);
        window._seen = FrameSet.Read(ref from);
        return window;
    }

    // "Last" by time and then by id, so that it does not depend on the order of arrival.
    private void Last(long ticks, FrameNumber frame, ModelVersions? models)
    {
        if (ticks < LastTicks || (ticks == LastTicks && frame.CompareTo(_lastFrame) <= 0))
            return;
        LastTicks = ticks;
        _lastFrame = frame;
        Models = models;
    }
}
