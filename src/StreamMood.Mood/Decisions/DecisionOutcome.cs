namespace StreamMood.Mood.Decisions;

/// <summary>Why the state is what it is, in one word.</summary>
public enum DecisionOutcome : byte
{
    /// <summary>The first window, or the first after everything was forgotten.</summary>
    First,

    /// <summary>The window says what was in force already.</summary>
    Steady,

    /// <summary>Another state took over.</summary>
    Switched,

    /// <summary>Another state is ahead, by too little.</summary>
    LeadTooSmall,

    /// <summary>Another state is ahead, not for long enough.</summary>
    Confirming,

    /// <summary>Another state is ahead, but the one in force must hold still.</summary>
    Held,

    /// <summary>Too little is sure.</summary>
    Unsure,
}

/// <summary>Names of the outcomes.</summary>
public static class DecisionOutcomes
{
    private static readonly string[] Names = ["first", "steady", "switched", "lead-too-small", "confirming", "held", "unsure"];

    /// <summary>The name as it stands in events.</summary>
    public static string Name(this DecisionOutcome outcome) => Names[(int)outcome];
}
