namespace StreamMood.Mood.Decisions;

/// <summary>A stretch of every day, by a place's own clock, in which songs stay calm. Looks at event time only.</summary>
/// <param name="From">First minute.</param>
/// <param name="To">First minute after; earlier than <paramref name="From"/> when the stretch goes over midnight. Equal: all day.</param>
/// <param name="Zone">The place's time zone.</param>
/// <param name="ArousalCeiling">Greatest arousal of a target meanwhile, −1 to 1; below 0 no excited category is recommended.</param>
public sealed record QuietHours(TimeOnly From, TimeOnly To, TimeZoneInfo Zone, float ArousalCeiling)
{
    /// <summary>Whether an instant, in ticks of UTC, lies in the stretch.</summary>
    public bool Contains(long utcTicks)
    {
        var utc = new DateTime(utcTicks, DateTimeKind.Utc);
        var time = TimeOnly.FromTimeSpan((utc + Zone.GetUtcOffset(utc)).TimeOfDay);
        return From < To ? time >= From && time < To : time >= From || time < To;
    }
}
