using StreamMood.Mood.Decisions;
using StreamMood.Mood.Songs.Catalogue;
using StreamMood.Mood.State;

namespace StreamMood.Mood.Windows;

/// <summary>One thing that recommendations are made for: a camera, a zone, or a face track of a camera. All that is known of it.</summary>
internal sealed class MoodKey(string name, int? track, KeyWindows windows)
{
    private const byte WindowSection = 1;
    private const byte DecisionSection = 2;
    private const byte PlaySection = 3;

    /// <summary>Camera id or zone.</summary>
    public string Name { get; } = name;

    /// <summary>Number of the face track; null for the whole.</summary>
    public int? Track { get; } = track;

    /// <summary>The windows.</summary>
    public KeyWindows Windows { get; } = windows;

    /// <summary>Late events since the last recommendation.</summary>
    public int Late { get; set; }

    /// <summary>What the decision remembers.</summary>
    public DecisionState Decision { get; set; }

    /// <summary>What it was told to play.</summary>
    public PlayHistory Plays { get; private set; } = new();

    /// <summary>Writes everything as sections: windows (1), decision (2), plays (3) where there are any. A new part gets a new section and a new version in <see cref="KeyedStream"/>.</summary>
    public void Write(ref StateWriter into)
    {
        var began = into.Begin(WindowSection);
        into.Number(Late);
        Windows.Write(ref into);
        into.End(began);
        began = into.Begin(DecisionSection);
        Span<byte> decision = stackalloc byte[DecisionState.Size];
        Decision.Write(decision);
        into.Bytes(decision);
        into.End(began);
        if (Plays.Count == 0)
            return;
        began = into.Begin(PlaySection);
        Span<byte> plays = stackalloc byte[PlayHistory.MostSize];
        into.Bytes(plays[..Plays.Write(plays)]);
        into.End(began);
    }

    /// <summary>Reads sections; those that are absent, because an older version wrote none, stay as they are at the beginning.</summary>
    public void Read(ref StateReader from)
    {
        while (!from.AtEnd)
        {
            switch (from.Section(out var content))
            {
                case WindowSection:
                    Late = (int)content.Number();
                    Windows.Read(ref content);
                    break;
                case DecisionSection:
                    Decision = ReadPart(content.Rest(), DecisionState.Read);
                    break;
                case PlaySection:
                    Plays = ReadPart(content.Rest(), PlayHistory.Read);
                    break;
                default:
                    throw new StateException("it has a part that this version does not know");
            }
        }
    }

    private static T ReadPart<T>(ReadOnlySpan<byte> bytes, Func<ReadOnlySpan<byte>, T> read)
    {
        try
        {
            return read(bytes);
        }
        catch (FormatException e)
        {
            throw new StateException(e.Message, e);
        }
    }
}
