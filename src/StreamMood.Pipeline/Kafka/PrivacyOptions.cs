using System.ComponentModel.DataAnnotations;

namespace StreamMood.Pipeline.Kafka;

/// <summary>What is promised to the people whom cameras see.</summary>
public sealed class PrivacyOptions
{
    /// <summary>
    /// The longest that Kafka may keep pictures; where the frames' topic keeps them longer, cameras and workers do not start. 1 min to 7
    /// days. Default 10 min. <c>topics create</c> makes it 10 min, or this where it is shorter.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan MaxFrameRetention { get; set; } = TimeSpan.FromMinutes(10);
}
