using StreamMood.Contracts.Events;
using StreamMood.Mood.Decisions;

namespace StreamMood.Tests.Mood.Decisions;

public class DecisionStateTests
{
    private static readonly DecisionState Full = new()
    {
        Started = true,
        State = MoodState.Undecided,
        Held = MoodState.Sad,
        HeldSince = 638_000_000_000_000_001,
        Candidate = MoodState.Happy,
        CandidateSince = 638_000_000_000_000_002,
        Category = SongCategory.Calm,
        CategorySince = 638_000_000_000_000_003,
        LastEnd = 638_000_000_000_000_004,
        PathFrom = new TargetMood(-0.25f, 0.5f),
        PathGoal = new TargetMood(0.75f, -0.125f),
        PathSince = 638_000_000_000_000_005,
    };

    [Fact]
    public void Read_WrittenState_ComesBackEqual()
    {
        var bytes = new byte[DecisionState.Size];
        Full.Write(bytes);

        Assert.Equal(Full, DecisionState.Read(bytes));
    }

    [Fact]
    public void Read_NewerVersion_IsRefusedWithBothNumbers()
    {
        var bytes = new byte[DecisionState.Size];
        Full.Write(bytes);
        bytes[0] = 9;

        var refusal = Assert.Throws<FormatException>(() => DecisionState.Read(bytes));
        Assert.Contains("version 9", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"up to {DecisionState.Version}", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0, "no decision state")]
    [InlineData(30, 1, "takes 72 bytes")]
    public void Read_NotAWholeState_IsRefused(int length, byte version, string expected)
    {
        var bytes = new byte[length];
        if (length > 0)
            bytes[0] = version;
        Assert.Contains(expected, Assert.Throws<FormatException>(() => DecisionState.Read(bytes)).Message, StringComparison.Ordinal);
    }
}
