using System.Globalization;
using StreamMood.Contracts;
using StreamMood.Contracts.Topics;

namespace StreamMood.Pipeline.Kafka;

/// <summary>How long Kafka keeps pictures, against <see cref="PrivacyOptions.MaxFrameRetention"/>.</summary>
public static class FrameRetention
{
    private const string Setting = "retention.ms";

    /// <summary>Makes sure that pictures are not kept too long. A broker that does not tell its settings passes: it is embedded, or old.</summary>
    /// <exception cref="UserErrorException">When they are; one line that says how to mend it.</exception>
    public static async Task RequireAsync(KafkaClients clients, PrivacyOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(clients);
        ArgumentNullException.ThrowIfNull(options);
        if (clients.Embedded)
            return;
        var states = await TopicAdmin.ListAsync(clients, [TopicNames.Frames], cancellationToken);
        if (Problem(states[0], options.MaxFrameRetention) is { } problem)
            throw new UserErrorException($"{problem}; mend it with: {Mend(clients.Bootstrap, options.MaxFrameRetention)}, or raise privacy.maxFrameRetention to what the notice promises");
    }

    /// <summary>What is wrong with the frames' topic; null when nothing is, or nothing is told.</summary>
    /// <param name="frames">The topic.</param>
    /// <param name="limit">The limit.</param>
    public static string? Problem(TopicState frames, TimeSpan limit)
    {
        ArgumentNullException.ThrowIfNull(frames);
        if (frames.Settings.GetValueOrDefault("cleanup.policy") is { } policy && !policy.Contains("delete", StringComparison.Ordinal))
            return $"{frames.Name} keeps pictures of people for ever (cleanup.policy={policy})";
        if (!long.TryParse(frames.Settings.GetValueOrDefault(Setting), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var ms))
            return null;
        if (ms >= 0 && ms <= limit.TotalMilliseconds)
            return null;
        var kept = ms < 0 ? "for ever" : $"for {Show(TimeSpan.FromMilliseconds(ms))}";
        return $"{frames.Name} keeps pictures of people {kept} ({Setting}={ms}), longer than privacy.maxFrameRetention allows ({Show(limit)})";
    }

    /// <summary>The command that sets the limit.</summary>
    public static string Mend(string bootstrap, TimeSpan limit) => string.Create(
        CultureInfo.InvariantCulture,
        $"kafka-configs.sh --bootstrap-server {bootstrap} --alter --entity-type topics --entity-name {TopicNames.Frames} --add-config cleanup.policy=delete,{Setting}={(long)limit.TotalMilliseconds}");

    private static string Show(TimeSpan time)
    {
        var (number, unit) = time >= TimeSpan.FromDays(2) ? (time.TotalDays, "days") : time >= TimeSpan.FromHours(2) ? (time.TotalHours, "hours") : (time.TotalMinutes, "minutes");
        return string.Create(CultureInfo.InvariantCulture, $"{number:0.#} {unit}");
    }
}
