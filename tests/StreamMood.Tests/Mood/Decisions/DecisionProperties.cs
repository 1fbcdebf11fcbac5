using FsCheck.Xunit;
using StreamMood.Contracts.Events;
using StreamMood.Mood.Decisions;
using static StreamMood.Tests.Mood.Decisions.Made;

namespace StreamMood.Tests.Mood.Decisions;

public class DecisionProperties
{
    [Property(MaxTest = 200)]
    public void Decide_AnyWindows_NeverSwitchesWithinTheHoldNorGuesses(int seed)
    {
        var random = new Random(seed);
        var settings = Settings(random);
        var windows = Windows(random);
        var made = Run(windows, settings);

        MoodState? held = null;
        var since = 0;
        var last = 0L;
        for (var i = 0; i < made.Count; i++)
        {
            if (windows[i].Start - last > settings.ForgetAfter.Ticks)
                held = null;
            last = windows[i].End;
            if (made[i].Leading == MoodState.Undecided)
                Assert.Equal(MoodState.Undecided, made[i].State);
            if (made[i].State == MoodState.Undecided)
                continue;
            if (held is { } before && before != made[i].State)
                Assert.True(windows[i].Start - windows[since].Start >= settings.Hold.Ticks);
            if (held != made[i].State)
                (held, since) = (made[i].State, i);
        }
    }

    [Property(MaxTest = 200)]
    public void Decide_AnyWindows_StaysWithinTheBounds(int seed)
    {
        var random = new Random(seed);
        var settings = Settings(random);
        foreach (var made in Run(Windows(random), settings))
        {
            if (made.State is MoodState.Undecided or MoodState.Nobody)
            {
                Assert.Equal(made.State.Matching(), made.Category);
                continue;
            }

            Assert.InRange(made.Target.Arousal, Math.Min(settings.ArousalFloor, settings.ArousalCeiling), settings.ArousalCeiling);
            Assert.InRange(made.Step, 0, made.Steps);
            Assert.InRange(made.Confidence, 0, 1);
            if (settings.ArousalCeiling < 0)
                Assert.True(made.Category is SongCategory.Calm or SongCategory.Sad);
        }
    }

    [Property(MaxTest = 200)]
    public void Decide_StateWrittenAndReadAnywhere_GoesOnTheSame(int seed)
    {
        var random = new Random(seed);
        var settings = Settings(random);
        DecisionState one = default, two = default;
        var bytes = new byte[DecisionState.Size];
        foreach (var window in Windows(random))
        {
            var a = DecisionStep.Decide(in one, in window, settings, out one);
            two.Write(bytes);
            var b = DecisionStep.Decide(DecisionState.Read(bytes), in window, settings, out two);
            if (one != two || a != b)
                Assert.Equal((a, one), (b, two));
        }
    }

    private static DecisionSettings Settings(Random random) => new()
    {
        Lead = random.Next(2) * 0.3f * random.NextSingle(),
        Confirm = TimeSpan.FromSeconds(random.Next(4)),
        Hold = TimeSpan.FromSeconds(random.Next(6)),
        ForgetAfter = TimeSpan.FromSeconds(random.Next(5)),
        Strategy = (StrategyKind)random.Next(3),
        Goal = new TargetMood((random.NextSingle() * 2) - 1, (random.NextSingle() * 2) - 1),
        Step = 0.05f + random.NextSingle(),
        StepEvery = TimeSpan.FromSeconds(1 + random.Next(10)),
        ArousalFloor = random.Next(2) == 0 ? -1 : (random.NextSingle() * 2) - 1,
        ArousalCeiling = random.Next(2) == 0 ? 1 : (random.NextSingle() * 2) - 1,
    };

    private static List<WindowReading> Windows(Random random)
    {
        List<WindowReading> windows = [];
        var state = MoodState.Neutral;
        for (var second = 0; second < 80; second++)
        {
            if (random.Next(3) == 0)
                state = (MoodState)random.Next(6);
            if (random.Next(10) != 0)
                windows.Add(Window(second, state, 0.3f + (0.7f * random.NextSingle())));
        }

        return windows;
    }
}
