using System.ComponentModel.DataAnnotations;
using StreamMood.Contracts.Events;
using StreamMood.Mood;
using StreamMood.Mood.Decisions;
using StreamMood.Mood.Smoothing;

namespace StreamMood.Tests.Mood;

public class MoodSettingsTests
{
    /// <summary>What <c>tune smoothing</c> picked.</summary>
    internal static readonly DecisionSettings Knee = new() { Lead = 0.1f, Hold = TimeSpan.FromSeconds(1), ForgetAfter = TimeSpan.FromSeconds(30) };

    [Fact]
    public void Defaults_AreSoundAndDecideAsTheOptionsDo()
    {
        var settings = new MoodSettings();

        Assert.Empty(Problems(settings));
        Assert.Equal(FilterKind.Hmm, settings.ToFilter().Kind);
        Assert.Equal(new MoodOptions().Voting, settings.ToVoting());
        Assert.Equal(Knee, settings.ToDecision());
        Assert.Null(settings.ToDecisions());
    }

    [Fact]
    public void Validate_WrongEverywhere_TellsEach()
    {
        var problems = Problems(new MoodSettings { TimeZone = "Mars/Olympus", QuietFrom = "25:00", ArousalFloor = 0.5, ArousalCeiling = -0.5 });

        Assert.Contains(problems, p => p.Contains("'Mars/Olympus' is no time zone", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("go together", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("'25:00' is no time of day", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("above the ceiling", StringComparison.Ordinal));
    }

    [Fact]
    public void For_OneZone_HasItsOwnAndTheRestStays()
    {
        var settings = new MoodSettings { GoalArousal = 0.1, QuietFrom = "22:00", QuietTo = "07:00" };
        settings.For["north.lobby.strategy"] = "iso";
        settings.For["north.lobby.stepEvery"] = "2min";
        settings.For["north.lobby.goalValence"] = "0.9";

        Assert.Empty(Problems(settings));
        var options = new MoodOptions { Decision = settings.ToDecision(), Decisions = settings.ToDecisions() };
        var own = options.DecisionOf("north.lobby");
        Assert.Equal((StrategyKind.Iso, TimeSpan.FromMinutes(2), new TargetMood(0.9f, 0.1f)), (own.Strategy, own.StepEvery, own.Goal));
        Assert.Equal(new TimeOnly(22, 0), own.Quiet!.From);
        Assert.Equal(StrategyKind.Match, options.DecisionOf("lobby").Strategy);
    }

    [Theory]
    [InlineData("lobby.strategy", "dance", "'lobby.strategy': 'dance' is no value for it, expected match, iso, lift")]
    [InlineData("lobby.colour", "red", "one of strategy, goalValence")]
    [InlineData("strategy", "iso", "expected a camera or zone")]
    [InlineData("lobby.goalValence", "3", "'lobby': ")]
    [InlineData("lobby.timeZone", "Mars", "'lobby': 'Mars' is no time zone")]
    public void For_WrongSetting_IsRefused(string path, string value, string expected)
    {
        var settings = new MoodSettings();
        settings.For[path] = value;

        Assert.Contains(expected, Assert.Single(Problems(settings)), StringComparison.Ordinal);
    }

    private static List<string> Problems(MoodSettings settings)
    {
        List<ValidationResult> results = [];
        Validator.TryValidateObject(settings, new ValidationContext(settings), results, validateAllProperties: true);
        // The attributes stop the rest, so that is asked for by itself.
        return [.. results.Concat(settings.Validate(new ValidationContext(settings))).Select(r => r.ErrorMessage!).Distinct()];
    }
}
