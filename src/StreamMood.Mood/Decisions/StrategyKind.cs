namespace StreamMood.Mood.Decisions;

/// <summary>How a mood becomes the mood that songs should have.</summary>
public enum StrategyKind : byte
{
    /// <summary>Songs of the mood people are in.</summary>
    Match,

    /// <summary>The iso principle (Altshuler 1948): begin where the listener is, lead step by step to the goal.</summary>
    Iso,

    /// <summary>Songs of the goal at once.</summary>
    Lift,
}

/// <summary>Names of the strategies.</summary>
public static class Strategies
{
    private static readonly string[] Names = ["match", "iso", "lift"];

    /// <summary>The name as it stands in events and settings.</summary>
    public static string Name(this StrategyKind strategy) => Names[(int)strategy];
}
