using StreamMood.Contracts.Events;
using StreamMood.Mood.Decisions;
using static StreamMood.Tests.Mood.Decisions.Made;
using StreamMood.Tests.Vision;

namespace StreamMood.Tests.Mood.Decisions;

public class DecisionStepTests
{
    private const MoodState H = MoodState.Happy, S = MoodState.Sad, N = MoodState.Neutral, E = MoodState.Energetic;
    private const MoodState U = MoodState.Undecided, X = MoodState.Nobody;

    [Fact]
    public void Decide_NoHysteresis_FollowsEveryWindow()
    {
        var made = Run(Each(H, S, N, E, U, X, H), new());

        Assert.Equal([H, S, N, E, U, X, H], made.Select(m => m.State));
        Assert.Equal(
            [SongCategory.Happy, SongCategory.Sad, SongCategory.Calm, SongCategory.Energetic, SongCategory.Undecided, SongCategory.Nobody, SongCategory.Happy],
            made.Select(m => m.Category));
        Assert.Equal(DecisionOutcome.First, made[0].Outcome);
        Assert.Equal(DecisionOutcome.Unsure, made[4].Outcome);
        Assert.All(made, m => Assert.Equal(m.State, m.Leading));
    }

    [Fact]
    public void Decide_ConfirmTwoSeconds_NeedsTwoWindowsInARow()
    {
        var made = Run(Each(H, S, H, S, S, S), new() { Confirm = TimeSpan.FromSeconds(2) });

        Assert.Equal([H, H, H, H, S, S], made.Select(m => m.State));
        Assert.Equal(DecisionOutcome.Confirming, made[1].Outcome);
        Assert.Equal(S, made[1].Leading);
        Assert.Equal(0.2f / 3, made[1].Confidence, 1e-5);
        Assert.Equal(DecisionOutcome.Switched, made[4].Outcome);
        Assert.Equal(Noon + 4 * TimeSpan.TicksPerSecond, made[5].Since);
    }

    [Fact]
    public void Decide_LeadTooSmall_KeepsTheStateInForce()
    {
        var made = Run([Window(0, H), Window(1, S, 0.4f), Window(2, S, 0.5f)], new() { Lead = 0.25f });

        Assert.Equal([H, H, S], made.Select(m => m.State));
        Assert.Equal(DecisionOutcome.LeadTooSmall, made[1].Outcome);
    }

    [Fact]
    public void Decide_Hold_OutlastsUndecided()
    {
        var made = Run(Each(H, U, S, S, S, S), new() { Hold = TimeSpan.FromSeconds(4) });

        Assert.Equal([H, U, U, U, S, S], made.Select(m => m.State));
        Assert.Equal([H, U, H], Run(Each(H, U, H), new() { Hold = TimeSpan.FromSeconds(4) }).Select(m => m.State));
    }

    [Fact]
    public void Decide_ConfidenceTooLow_IsUndecidedAtOnceWhateverTheHold()
    {
        var made = Run([Window(0, H), Window(1, H, 0.39f)], new() { Hold = TimeSpan.FromHours(1), Confirm = TimeSpan.FromMinutes(1) });

        Assert.Equal(U, made[1].State);
        Assert.Equal(SongCategory.Undecided, made[1].Category);
        Assert.Equal(0.39f, made[1].Confidence);
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public void Decide_Gap_ForgetsAfterTheSpan(int gap, bool remembers)
    {
        var made = Run([Window(0, H), Window(1 + gap, H)], new() { ForgetAfter = TimeSpan.FromSeconds(3) });

        Assert.Equal(remembers ? Noon : Noon + (1 + gap) * TimeSpan.TicksPerSecond, made[1].Since);
        Assert.Equal(remembers ? DecisionOutcome.Steady : DecisionOutcome.First, made[1].Outcome);
    }

    [Fact]
    public void Decide_Lift_AsksForTheGoalAtOnceButNotOfNobody()
    {
        var made = Run(Each(S, X, U), new() { Strategy = StrategyKind.Lift, Goal = new(0.6f, 0.4f) });

        Assert.Equal((SongCategory.Happy, new TargetMood(0.6f, 0.4f), S), (made[0].Category, made[0].Target, made[0].State));
        Assert.Equal((SongCategory.Nobody, default(TargetMood)), (made[1].Category, made[1].Target));
        Assert.Equal(SongCategory.Undecided, made[2].Category);
    }

    [Fact]
    public void Decide_Iso_BeginsWhereTheListenerIsAndArrives()
    {
        var settings = new DecisionSettings { Strategy = StrategyKind.Iso, Goal = new(0.6f, 0.4f), Step = 0.2f, StepEvery = TimeSpan.FromSeconds(10) };

        var made = Run(Enumerable.Range(0, 100).Select(i => Window(i, S)), settings);

        Assert.Equal((SongCategory.Sad, Centre(S)), (made[0].Category, made[0].Target));
        Assert.Equal(0.2f, Distance(made[0].Target, made[10].Target), 1e-4);
        Assert.Equal(made[0].Target, made[9].Target);
        Assert.Equal((SongCategory.Happy, settings.Goal), (made[^1].Category, made[^1].Target));
        Assert.Equal((made[^1].Steps, 7), (made[^1].Step, made[^1].Steps));
        Assert.Equal(made.Select(m => Distance(m.Target, settings.Goal)).OrderDescending(), made.Select(m => Distance(m.Target, settings.Goal)));
        Assert.All(made, m => Assert.Equal(S, m.State));
    }

    [Fact]
    public void Decide_IsoMoodOrGoalChanges_BeginsAgainFromTheMoodAndGoesOnFromThePlace()
    {
        var settings = new DecisionSettings { Strategy = StrategyKind.Iso, Goal = new(0.6f, 0.4f), Step = 0.2f, StepEvery = TimeSpan.FromSeconds(10) };
        var other = Run([.. Enumerable.Range(0, 30).Select(i => Window(i, S)), Window(30, E)], settings);
        Assert.Equal((SongCategory.Energetic, Centre(E)), (other[^1].Category, other[^1].Target));

        DecisionState state = default;
        foreach (var window in Enumerable.Range(0, 30).Select(i => Window(i, S)))
        {
            DecisionStep.Decide(in state, in window, settings, out var after);
            state = after;
        }

        var turned = DecisionStep.Decide(in state, Window(30, S), settings with { Goal = new(0.5f, -0.5f) }, out _);
        Assert.Equal(0, turned.Step);
        Assert.True(Distance(turned.Target, Centre(S)) > 0.5f);
    }

    [Theory]
    [InlineData(H, 0.1f, SongCategory.Happy, 0.1f, "ceiling")]
    [InlineData(H, -0.2f, SongCategory.Calm, -0.2f, "ceiling")]
    [InlineData(E, -0.2f, SongCategory.Sad, -0.2f, "ceiling")]
    [InlineData(S, -0.2f, SongCategory.Sad, -0.25f, null)]
    public void Decide_ArousalCeiling_LowersTargetAndCategory(MoodState state, float ceiling, SongCategory category, float arousal, string? bound)
    {
        var made = Run(Each(state), new() { ArousalCeiling = ceiling }).Single();

        Assert.Equal((category, bound), (made.Category, made.Bound));
        Assert.Equal(arousal, made.Target.Arousal);
        Assert.Equal(state, made.State);
    }

    [Fact]
    public void Decide_ArousalFloor_RaisesSadnessAndLosesToTheCeiling()
    {
        var raised = Run(Each(S), new() { ArousalFloor = 0.2f }).Single();
        Assert.Equal((SongCategory.Energetic, 0.2f, "floor"), (raised.Category, raised.Target.Arousal, raised.Bound));
        Assert.Equal(-0.1f, Run(Each(H), new() { ArousalFloor = 0.2f, ArousalCeiling = -0.1f }).Single().Target.Arousal);
    }

    [Fact]
    public void Decide_QuietHours_FollowThePlacesClock()
    {
        // Noon in London is 21:00 in Tokyo.
        var quiet = new QuietHours(new TimeOnly(20, 0), new TimeOnly(7, 0), TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo"), -0.1f);
        var made = Run(Each(H), new() { Quiet = quiet }).Single();
        Assert.Equal((SongCategory.Calm, "quiet-hours"), (made.Category, made.Bound));
        Assert.Null(Run(Each(H), new() { Quiet = quiet with { Zone = TimeZoneInfo.Utc } }).Single().Bound);
    }

    [Fact]
    public void Decide_AnyWindow_AllocatesNothing()
    {
        var settings = new DecisionSettings { Strategy = StrategyKind.Iso, Hold = TimeSpan.FromSeconds(3), Lead = 0.1f };
        DecisionState state = default;
        var windows = Enumerable.Range(0, 100).Select(i => Window(i, (MoodState)(i / 7 % 6))).ToArray();
        Assert.Equal(0, Allocation.OnceWarm(() =>
        {
            foreach (var window in windows)
                DecisionStep.Decide(in state, in window, settings, out state);
        }));
    }

    private static float Distance(TargetMood a, TargetMood b) =>
        MathF.Sqrt(((a.Valence - b.Valence) * (a.Valence - b.Valence)) + ((a.Arousal - b.Arousal) * (a.Arousal - b.Arousal)));
}
