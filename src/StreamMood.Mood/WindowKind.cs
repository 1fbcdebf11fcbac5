namespace StreamMood.Mood;

/// <summary>How event time is cut into windows.</summary>
public enum WindowKind
{
    /// <summary>One after the other, aligned to 1970.</summary>
    Tumbling,

    /// <summary>Of one length, a new one every hop, aligned to 1970; an event lies in several.</summary>
    Hopping,

    /// <summary>From the first event to a gap without any.</summary>
    Session,
}
