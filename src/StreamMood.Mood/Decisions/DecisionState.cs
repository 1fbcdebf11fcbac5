using System.Buffers.Binary;
using StreamMood.Contracts.Events;

namespace StreamMood.Mood.Decisions;

/// <summary>
/// Everything that a decision remembers of one key. The default value is that of a key nobody has heard of. Times are ticks of
/// UTC, event time. A plain value of <see cref="Size"/> bytes: keep it, write it, read it back, and the stream goes on as if
/// it had never stopped.
/// </summary>
public record struct DecisionState
{
    /// <summary>Bytes that <see cref="Write"/> fills.</summary>
    public const int Size = 72;

    /// <summary>The newest version, and the one written.</summary>
    public const byte Version = 1;

    /// <summary>Whether any window has been decided.</summary>
    public bool Started { get; init; }

    /// <summary>The state in force.</summary>
    public MoodState State { get; init; }

    /// <summary>The last state that was not <c>undecided</c>; it is what the hold protects.</summary>
    public MoodState Held { get; init; }

    /// <summary>Start of the window in which <see cref="Held"/> began; 0 when none has.</summary>
    public long HeldSince { get; init; }

    /// <summary>A state ahead of the one in force, waiting to be confirmed; the one in force when there is none.</summary>
    public MoodState Candidate { get; init; }

    /// <summary>Start of the first window since which <see cref="Candidate"/> has been ahead without a break.</summary>
    public long CandidateSince { get; init; }

    /// <summary>The category recommended last.</summary>
    public SongCategory Category { get; init; }

    /// <summary>Start of the first window since which <see cref="Category"/> holds.</summary>
    public long CategorySince { get; init; }

    /// <summary>End of the last window.</summary>
    public long LastEnd { get; init; }

    /// <summary>Where the way of <c>iso</c> began.</summary>
    public TargetMood PathFrom { get; init; }

    /// <summary>Where it leads.</summary>
    public TargetMood PathGoal { get; init; }

    /// <summary>Start of the window in which it began; 0 when there is none.</summary>
    public long PathSince { get; init; }

    /// <summary>Writes the state, little endian.</summary>
    /// <param name="into">Takes <see cref="Size"/> bytes.</param>
    /// <exception cref="ArgumentException">When it is shorter.</exception>
    public readonly void Write(Span<byte> into)
    {
        if (into.Length < Size)
            throw new ArgumentException($"a decision state takes {Size} bytes, not {into.Length}", nameof(into));
        into[0] = Version;
        into[1] = Started ? (byte)1 : (byte)0;
        into[2] = (byte)State;
        into[3] = (byte)Held;
        into[4] = (byte)Candidate;
        into[5] = (byte)Category;
        into[6] = into[7] = 0;
        Put(into, 8, HeldSince);
        Put(into, 16, CandidateSince);
        Put(into, 24, CategorySince);
        Put(into, 32, LastEnd);
        Put(into, 40, PathSince);
        Put(into, 48, PathFrom);
        Put(into, 56, PathGoal);
        Put(into, 64, 0L);
    }

    /// <summary>Reads a state written by this version or an older one.</summary>
    /// <exception cref="FormatException">When it is of a newer version, too short, or no state; the message says which.</exception>
    public static DecisionState Read(ReadOnlySpan<byte> from)
    {
        if (from.IsEmpty || from[0] == 0)
            throw new FormatException("this is no decision state");
        if (from[0] > Version)
            throw new FormatException($"the decision state is of version {from[0]}, this program reads up to {Version}; run the newer program, or let it begin without state");
        if (from.Length < Size)
            throw new FormatException($"a decision state of version {from[0]} takes {Size} bytes, not {from.Length}");
        if (from[2] > (byte)MoodState.Sad || from[3] > (byte)MoodState.Sad || from[4] > (byte)MoodState.Sad || from[5] > (byte)SongCategory.Sad)
            throw new FormatException("the decision state names a mood that does not exist");
        return new DecisionState
        {
            Started = from[1] != 0,
            State = (MoodState)from[2],
            Held = (MoodState)from[3],
            Candidate = (MoodState)from[4],
            Category = (SongCategory)from[5],
            HeldSince = BinaryPrimitives.ReadInt64LittleEndian(from[8..]),
            CandidateSince = BinaryPrimitives.ReadInt64LittleEndian(from[16..]),
            CategorySince = BinaryPrimitives.ReadInt64LittleEndian(from[24..]),
            LastEnd = BinaryPrimitives.ReadInt64LittleEndian(from[32..]),
            PathSince = BinaryPrimitives.ReadInt64LittleEndian(from[40..]),
            PathFrom = Point(from[48..]),
            PathGoal = Point(from[56..]),
        };
    }

    private static void Put(Span<byte> into, int at, long value) => BinaryPrimitives.WriteInt64LittleEndian(into[at..], value);

    private static void Put(Span<byte> into, int at, TargetMood value)
    {
        BinaryPrimitives.WriteSingleLittleEndian(into[at..], value.Valence);
        BinaryPrimitives.WriteSingleLittleEndian(into[(at + 4)..], value.Arousal);
    }

    private static TargetMood Point(ReadOnlySpan<byte> from) =>
        new(BinaryPrimitives.ReadSingleLittleEndian(from), BinaryPrimitives.ReadSingleLittleEndian(from[4..]));
}
