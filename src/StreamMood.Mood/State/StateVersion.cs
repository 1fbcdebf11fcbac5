namespace StreamMood.Mood.State;

/// <summary>Versions of written state: older ones are read, newer ones refused.</summary>
internal static class StateVersion
{
    /// <summary>Refuses what a newer program wrote.</summary>
    /// <exception cref="StateException">When <paramref name="found"/> is not among 1 to <paramref name="known"/>.</exception>
    public static void Check(byte found, byte known)
    {
        if (found < 1 || found > known)
            throw new StateException(
                $"it has version {found}, this program reads up to {known}; use the newer program, or let the recommender begin with an empty state topic");
    }
}
