using System.Text.Json;
using StreamMood.Contracts;
using StreamMood.Contracts.Json;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Cli.Report;

/// <summary>Reads a stretch of the topics into a tally.</summary>
internal static class StreamReport
{
    /// <summary>The topics it reads.</summary>
    public static readonly IReadOnlyList<string> Topics = [TopicNames.Cameras, TopicNames.Emotions, TopicNames.Recommendations, TopicNames.DeadLetters];

    /// <summary>Reads.</summary>
    /// <param name="clients">Clients of the broker.</param>
    /// <param name="from">Published at this time or later; null for all there is.</param>
    /// <param name="to">Published before; null for now.</param>
    /// <param name="show">Runs the reading and shows how far it is; gets how many messages there are.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static StreamTally Read(
        KafkaClients clients, DateTimeOffset? from, DateTimeOffset? to, Func<long, Func<Action<long>, StreamTally>, StreamTally> show, CancellationToken cancellationToken)
    {
        using var range = new TopicRange(clients);
        // What a camera last said counts whenever it said it: a compacted topic holds nothing else.
        var parts = Topics.Select(t => (Topic: t, Ranges: range.Find(t, t == TopicNames.Cameras ? null : from, to))).ToList();
        return show(parts.Sum(p => p.Ranges.Sum(r => r.End - r.Begin)), done =>
        {
            var tally = new StreamTally();
            var n = 0L;
            foreach (var (topic, ranges) in parts)
            {
                foreach (var stored in range.Read(ranges, cancellationToken))
                {
                    Take(tally, topic, stored);
                    if (++n % 1000 == 0)
                        done(n);
                }
            }

            return tally;
        });
    }

    /// <summary>Makes sure of a file before anything takes time; what it holds stays until there is a new page.</summary>
    /// <exception cref="UserErrorException">When it cannot be written.</exception>
    public static FileStream Open(string option, string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{option} {path}: cannot be written ({FileErrors.Why(e, path)})", e);
        }
    }

    /// <summary>Writes the page into the file.</summary>
    public static async Task WriteAsync(FileStream file, string page)
    {
        file.SetLength(0);
        await using var writer = new StreamWriter(file, leaveOpen: true);
        await writer.WriteAsync(page.AsMemory(), CancellationToken.None);
    }

    private static void Take(StreamTally tally, string topic, StoredMessage stored)
    {
        if (stored.Message.Value is not { } value)
            return;
        try
        {
            var published = DateTimeOffset.FromUnixTimeMilliseconds(stored.Message.Timestamp.UnixTimestampMs);
            switch (topic)
            {
                case TopicNames.Cameras:
                    tally.Add(EventJson.ReadCamera(value));
                    break;
                case TopicNames.Emotions:
                    tally.Add(EventJson.ReadEmotion(value), published);
                    break;
                case TopicNames.Recommendations:
                    tally.Add(EventJson.ReadRecommendation(value), published);
                    break;
                default:
                    tally.Add(EventJson.ReadDeadLetter(value));
                    break;
            }
        }
        catch (JsonException)
        {
            tally.Unreadable++;
        }
    }
}
