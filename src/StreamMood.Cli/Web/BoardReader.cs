using System.Text.Json;
using Confluent.Kafka;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StreamMood.Cli.Operator;
using StreamMood.Contracts.Json;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Cli.Web;

/// <summary>Reads the topics into the board as a downstream app would, outside any group, and has it told four times a second.</summary>
internal sealed partial class BoardReader(KafkaClients clients, BoardHub hub, ControlDesk desk, TimeProvider time, ILogger<BoardReader> log) : BackgroundService
{
    /// <summary>The topics, each with how many messages a partition are read from before the start, so that a new page is not empty.</summary>
    public static readonly IReadOnlyDictionary<string, long> Topics = new Dictionary<string, long>
    {
        [TopicNames.Cameras] = long.MaxValue,
        [TopicNames.Control] = long.MaxValue,
        [TopicNames.Recommendations] = 2500,
        [TopicNames.DeadLetters] = 50,
        [TopicNames.Emotions] = 0,
    };

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private const int Burst = 2000;

    private readonly NewestByKey _newest = new();

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.Factory.StartNew(() => Read(stoppingToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Read(CancellationToken stoppingToken)
    {
        using var follower = new EventFollower(clients, Topics);
        var told = time.GetTimestamp();
        while (!stoppingToken.IsCancellationRequested)
        {
            clients.Health.ThrowIfFatal();
            var wait = Poll;
            for (var n = 0; n < Burst && follower.TryNext(wait, out var message); n++, wait = TimeSpan.Zero)
                Take(message);
            if (time.GetElapsedTime(told) < BoardHub.Tick)
                continue;
            told = time.GetTimestamp();
            hub.Publish();
        }
    }

    private void Take(ConsumeResult<string, byte[]> message)
    {
        var value = message.Message.Value;
        if (value is null)
            return;
        try
        {
            switch (message.Topic)
            {
                case TopicNames.Emotions:
                    var seen = EventJson.ReadEmotion(value);
                    hub.Change((board, now) => board.Take(seen, now));
                    break;
                case TopicNames.Recommendations:
                    var recommendation = EventJson.ReadRecommendation(value);
                    hub.Change((board, now) => board.Take(recommendation, now));
                    break;
                case TopicNames.Cameras:
                    var report = EventJson.ReadCamera(value);
                    hub.Change((board, now) => board.Take(report, now));
                    break;
                case TopicNames.DeadLetters:
                    var letter = EventJson.ReadDeadLetter(value);
                    hub.Change((board, now) => board.Take(letter, message.Message.Timestamp.UnixTimestampMs, now));
                    break;
                case TopicNames.Control:
                    var record = EventJson.ReadControl(value);
                    if (!_newest.Takes(message.Message.Key ?? "", message.Partition, message.Message.Timestamp))
                        break; // the next decision is made upon what the desk knows
                    desk.Know(record);
                    hub.Change((board, now) => board.Take(record, now));
                    break;
            }
        }
        catch (JsonException e)
        {
            hub.Change((board, _) => board.CountUnreadable());
            Unreadable(message.TopicPartitionOffset.ToString(), e.Path ?? "");
        }
    }

    [LoggerMessage(1600, LogLevel.Debug, "{Place} is not an event that this version reads: {Path}")]
    private partial void Unreadable(string place, string path);
}
