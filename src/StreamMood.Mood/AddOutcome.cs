namespace StreamMood.Mood;

/// <summary>What became of one emotion event.</summary>
public enum AddOutcome
{
    /// <summary>Folded into its window.</summary>
    Counted,

    /// <summary>The frame was already in its window; ignored.</summary>
    Duplicate,

    /// <summary>Its window had closed; ignored, and told by the camera's next recommendation.</summary>
    Late,

    /// <summary>Nothing to work with; see <see cref="Windows.EmotionEventCheck"/>.</summary>
    Invalid,

    /// <summary>
    /// Its time lies far ahead of its camera's clock. It lies in its window and moves nothing until others after it bear it out.
    /// </summary>
    Ahead,

    /// <summary>Consent is revoked; not used.</summary>
    Revoked,
}
