using System.Buffers.Binary;
using StreamMood.Contracts.Events;

namespace StreamMood.Mood.Songs.Catalogue;

/// <summary>
/// What one key (a camera, a zone, a face) was told to play: all that a choice depends on besides catalogue and settings. Songs and
/// artists are kept as 64-bit hashes, so that the state outlives a changed catalogue. Times are event time.
/// </summary>
public sealed class PlayHistory
{
    /// <summary>Plays remembered at most; older ones are forgotten first.</summary>
    public const int MostPlays = 200;

    /// <summary>The newest version, and the one written.</summary>
    public const byte Version = 1;

    private const int Head = 20, PerPlay = 12;

    /// <summary>Most bytes that <see cref="Write"/> fills.</summary>
    public const int MostSize = Head + PerPlay * MostPlays;
    private const long Second = TimeSpan.TicksPerSecond;

    private readonly List<(ulong Song, uint Second)> _plays = [];

    /// <summary>Songs remembered.</summary>
    public int Count => _plays.Count;

    /// <summary>Bytes that <see cref="Write"/> fills: 20 and 12 a play.</summary>
    public int Size => Head + PerPlay * _plays.Count;

    /// <summary>The category for which the last song was chosen.</summary>
    internal SongCategory Category { get; private set; }

    /// <summary>When it ends, in ticks of UTC at whole seconds; 0 when none was chosen.</summary>
    internal long Until { get; private set; }

    /// <summary>Its artist.</summary>
    internal ulong Artist { get; private set; }

    /// <summary>The last song; 0 when there is none.</summary>
    internal ulong Last => _plays.Count > 0 ? _plays[^1].Song : 0;

    /// <summary>Remembers a choice.</summary>
    internal void Add(Song song, SongCategory category, long ticks, long until, SelectionSettings settings)
    {
        _plays.Add((song.Key, (uint)Math.Clamp(ticks / Second - DateTime.UnixEpoch.Ticks / Second, 0, uint.MaxValue)));
        (Category, Until, Artist) = (category, until / Second * Second, song.ArtistKey);
        var keepFrom = ticks / Second - DateTime.UnixEpoch.Ticks / Second - settings.NoRepeatFor.Ticks / Second;
        var drop = Math.Max(0, _plays.Count - MostPlays);
        while (_plays.Count - drop > Math.Max(1, settings.NoRepeatPlays) && _plays[drop].Second < keepFrom)
            drop++;
        _plays.RemoveRange(0, drop);
    }

    /// <summary>How recently a song was chosen: 1 for the last, 0 for never as far as remembered.</summary>
    internal int PlaysAgo(ulong song)
    {
        for (var i = _plays.Count - 1; i >= 0; i--)
            if (_plays[i].Song == song)
                return _plays.Count - i;
        return 0;
    }

    /// <summary>Whether a song must not come again at a time.</summary>
    internal bool Forbids(ulong song, long ticks, SelectionSettings settings)
    {
        var ago = PlaysAgo(song);
        if (ago == 0)
            return false;
        var second = ticks / Second - DateTime.UnixEpoch.Ticks / Second;
        return ago <= settings.NoRepeatPlays || second - _plays[^ago].Second < settings.NoRepeatFor.Ticks / Second;
    }

    /// <summary>Writes the state, little endian.</summary>
    /// <param name="into">Takes <see cref="Size"/> bytes.</param>
    /// <returns><see cref="Size"/>.</returns>
    /// <exception cref="ArgumentException">When it is shorter.</exception>
    public int Write(Span<byte> into)
    {
        if (into.Length < Size)
            throw new ArgumentException($"this play history takes {Size} bytes, not {into.Length}", nameof(into));
        into[0] = Version;
        into[1] = (byte)Category;
        into[2] = (byte)_plays.Count;
        into[3] = 0;
        BinaryPrimitives.WriteInt64LittleEndian(into[4..], Until);
        BinaryPrimitives.WriteUInt64LittleEndian(into[12..], Artist);
        for (var i = 0; i < _plays.Count; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(into[(Head + PerPlay * i)..], _plays[i].Song);
            BinaryPrimitives.WriteUInt32LittleEndian(into[(Head + PerPlay * i + 8)..], _plays[i].Second);
        }

        return Size;
    }

    /// <summary>Reads a state written by this version or an older one.</summary>
    /// <exception cref="FormatException">When it is of a newer version, too short, or no state; the message says which.</exception>
    public static PlayHistory Read(ReadOnlySpan<byte> from)
    {
        if (from.IsEmpty || from[0] == 0)
            throw new FormatException("this is no play history");
        if (from[0] > Version)
            throw new FormatException($"the play history is of version {from[0]}, this program reads up to {Version}; run the newer program, or let it begin without state");
        if (from.Length < Head || from.Length < Head + PerPlay * from[2] || from[1] > (byte)SongCategory.Sad)
            throw new FormatException($"a play history of {from.Length} bytes is damaged");
        var history = new PlayHistory
        {
            Category = (SongCategory)from[1],
            Until = BinaryPrimitives.ReadInt64LittleEndian(from[4..]),
            Artist = BinaryPrimitives.ReadUInt64LittleEndian(from[12..]),
        };
        for (var i = 0; i < from[2]; i++)
            history._plays.Add((BinaryPrimitives.ReadUInt64LittleEndian(from[(Head + PerPlay * i)..]), BinaryPrimitives.ReadUInt32LittleEndian(from[(Head + PerPlay * i + 8)..])));
        return history;
    }
}
