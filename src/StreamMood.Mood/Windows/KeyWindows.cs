using StreamMood.Contracts.Events;
using StreamMood.Mood.Smoothing;
using StreamMood.Mood.State;

namespace StreamMood.Mood.Windows;

/// <summary>The windows of one key (a camera, a face track, a zone): those still open, and the closed ones that the filter remembers.</summary>
internal abstract class KeyWindows
{
    private MoodWindow[] _windows = new MoodWindow[2];

    /// <summary>Windows held.</summary>
    public int Count { get; private set; }

    /// <summary>Windows held, oldest first.</summary>
    protected Span<MoodWindow> Held => _windows.AsSpan(0, Count);

    /// <summary>Folds an event in.</summary>
    public abstract AddOutcome Add(ReadOnlySpan<FaceSample> faces, FaceVoting voting, long ticks, ModelVersions? models, FrameNumber frame);

    /// <summary>Whether <see cref="CloseUpTo"/> would close anything that is open now.</summary>
    public abstract bool Closes(long ticks);

    /// <summary>Closes what ended at <paramref name="ticks"/> or before: the watermark less the grace.</summary>
    public abstract void CloseUpTo(long ticks);

    /// <summary>Closes everything.</summary>
    public abstract void CloseAll();

    /// <summary>Drops what is open and holds nothing but events after an instant.</summary>
    public void DropAfter(long ticks)
    {
        var kept = Count;
        while (kept > 0 && _windows[kept - 1].FirstTicks > ticks)
            kept--;
        Remove(kept, Count - kept);
    }

    /// <summary>
    /// Takes the next closed window not taken yet: the answer ends with it and begins with those the filter reaches back to.
    /// Empty when there is none; then windows that nobody needs any more are dropped. Valid until the next call.
    /// </summary>
    public abstract ReadOnlySpan<MoodWindow> TakeClosed();

    /// <summary>First instant of a window that was taken, in ticks.</summary>
    public abstract long Start(in MoodWindow window);

    /// <summary>First instant after a window that was taken, in ticks.</summary>
    public abstract long End(in MoodWindow window);

    public void Write(ref StateWriter into)
    {
        WriteOwn(ref into);
        List<ModelVersions> models = [];
        foreach (ref readonly var window in Held)
            if (window.Models is { } named && !models.Contains(named))
                models.Add(named);
        into.Number(models.Count);
        foreach (var model in models)
        {
            into.Text(model.Detector);
            into.Text(model.Emotion);
        }

        into.Number(Count);
        foreach (ref readonly var window in Held)
            window.Write(ref into, window.Models is { } named ? models.IndexOf(named) : -1);
    }

    public void Read(ref StateReader from)
    {
        ReadOwn(ref from);
        List<ModelVersions> models = [];
        for (var i = from.Count(); i > 0; i--)
            models.Add(new ModelVersions(from.Text() ?? "", from.Text() ?? ""));
        var count = from.Count();
        Count = 0;
        for (var i = 0; i < count; i++)
            Insert(i, MoodWindow.Read(ref from, models));
    }

    protected abstract void WriteOwn(ref StateWriter into);

    protected abstract void ReadOwn(ref StateReader from);

    protected void Insert(int at, in MoodWindow window)
    {
        if (Count == _windows.Length)
            Array.Resize(ref _windows, Count + 3);
        _windows.AsSpan(at, Count - at).CopyTo(_windows.AsSpan(at + 1));
        _windows[at] = window;
        Count++;
    }

    protected void Remove(int at, int count)
    {
        _windows.AsSpan(at + count, Count - at - count).CopyTo(_windows.AsSpan(at));
        _windows.AsSpan(Count - count, count).Clear();
        Count -= count;
    }
}
