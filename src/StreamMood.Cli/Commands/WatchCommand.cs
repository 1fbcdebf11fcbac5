using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;
using StreamMood.Cli.Configuration;
using StreamMood.Cli.Operator;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Json;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Cli.Commands;

/// <summary><c>streammood watch</c>: what the topics say, as it comes.</summary>
internal sealed class WatchCommand
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private readonly SortedDictionary<string, RecommendationEvent> _latest = new(StringComparer.Ordinal);
    private readonly Terminal _terminal;
    private readonly SortedDictionary<string, EmotionEvent> _seen = new(StringComparer.Ordinal);
    private readonly bool _json;
    private readonly bool _emotions;
    private long _unreadable;

    private WatchCommand(Terminal terminal, bool json, bool emotions)
    {
        _terminal = terminal;
        _emotions = emotions;
        _json = json;
    }

    public static Command Build(CommandContext context)
    {
        var watch = new Command("watch", Verbs.Describe(
            "Follows recommendations, with --emotions emotion events too, or with --cameras how the cameras are doing, as a live table or as lines of JSON. Ctrl-C ends it.",
            "streammood watch --bootstrap kafka-1:9092 --json | jq 'select(.category == \"sad\")'",
            "streammood watch --bootstrap kafka-1:9092 --cameras"));
        var emotions = new Option<bool>("--emotions") { Description = "Emotion events as well." };
        var cameras = new Option<bool>("--cameras") { Description = "Instead: each camera's state, rate, restarts and last error." };
        var beginning = new Option<bool>("--from-beginning") { Description = "All that the topics still hold, not only what is new." };
        var json = new Option<bool>("--json") { Description = "One event a line." };
        watch.Options.Add(emotions);
        watch.Options.Add(cameras);
        watch.Options.Add(beginning);
        watch.Options.Add(json);
        var loader = SettingsLoader.For(watch, CommonOptions.Bootstrap(), CommonOptions.ClientFile());
        watch.SetAction(async (parse, cancellationToken) =>
        {
            var settings = loader.Load(parse, context.Environment, new StreamMoodSettings());
            var board = parse.GetValue(cameras);
            string[] topics = board ? [TopicNames.Cameras] : parse.GetValue(emotions) ? [TopicNames.Recommendations, TopicNames.Emotions] : [TopicNames.Recommendations];
            var clients = new KafkaClients(settings.Kafka, NullLoggerFactory.Instance, context.Time);
            await BrokerProbe.CheckAsync(clients, topics, rights: clients.RightsToCopy(topics, []), cancellationToken: cancellationToken);
            using var follower = new EventFollower(clients, topics, board || parse.GetValue(beginning));
            if (board)
            {
                var cameraBoard = new CameraBoard(context.Terminal, context.Time);
                await Task.Run(() => cameraBoard.Follow(follower, clients.Health, parse.GetValue(json), cancellationToken), CancellationToken.None);
                return ExitCode.Ok;
            }

            var command = new WatchCommand(context.Terminal, parse.GetValue(json), parse.GetValue(emotions));
            await Task.Run(() => command.Follow(follower, clients.Health, context.Time, cancellationToken), CancellationToken.None);
            return ExitCode.Ok;
        });
        return watch;
    }

    private void Follow(EventFollower follower, BrokerHealth health, TimeProvider time, CancellationToken cancellationToken)
    {
        if (_json || !_terminal.IsInteractive)
        {
            while (!cancellationToken.IsCancellationRequested && !_terminal.IsReaderGone)
            {
                health.ThrowIfFatal();
                if (follower.TryNext(Poll, out var message))
                    Print(message);
            }

            return;
        }

        _terminal.Console.Live(Draw(time)).Start(live =>
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                health.ThrowIfFatal();
                for (var wait = Poll; follower.TryNext(wait, out var message); wait = TimeSpan.Zero)
                    Keep(message);
                live.UpdateTarget(Draw(time));
            }
        });
    }

    private void Keep(ConsumeResult<string, byte[]> message)
    {
        if (message.Topic == TopicNames.Emotions)
        {
            if (TryRead(EventJson.ReadEmotion, message, out var seen))
                _seen[seen.Camera] = seen;
        }
        else if (Read(message) is { } recommendation)
        {
            _latest[recommendation.Camera] = recommendation;
        }
    }

    private void Print(ConsumeResult<string, byte[]> message)
    {
        if (_json)
        {
            var line = message.Topic == TopicNames.Emotions
                ? TryRead<EmotionEvent>(EventJson.ReadEmotion, message, out _) ? EventLine.Emotion(message.Message.Value) : null
                : TryRead<RecommendationEvent>(EventJson.ReadRecommendation, message, out _) ? EventLine.Recommendation(message.Message.Value) : null;
            if (line is null)
                return;
            _terminal.Out.WriteLine(line);
            _terminal.Out.Flush();
        }
        else if (message.Topic == TopicNames.Emotions)
        {
            if (TryRead(EventJson.ReadEmotion, message, out var seen))
                _terminal.Out.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{seen.CapturedAt.UtcDateTime:HH:mm:ss.fff} {seen.Camera} {string.Join(", ", seen.Faces.Select(f => f.Label))}"));
        }
        else if (Read(message) is { } r)
        {
            _terminal.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{r.WindowEnd.UtcDateTime:HH:mm:ss} {r.Camera} {r.Category.Name()} ({r.Why.Faces} faces in {r.Why.Frames} frames, confidence {r.Why.Confidence:0.00})"));
        }
    }

    private RecommendationEvent? Read(ConsumeResult<string, byte[]> message) =>
        TryRead(EventJson.ReadRecommendation, message, out var recommendation) ? recommendation : null;

    private bool TryRead<T>(Reader<T> reader, ConsumeResult<string, byte[]> message, out T value)
    {
        try
        {
            value = reader(message.Message.Value);
            return true;
        }
        catch (JsonException e)
        {
            // Somebody else wrote to the topic; one line, and the stream goes on.
            if (_unreadable++ == 0)
                _terminal.Error.WriteLine($"streammood: {message.TopicPartitionOffset} is not an event that this version reads: {e.Message}");
            value = default!;
            return false;
        }
    }

    private Table Draw(TimeProvider time)
    {
        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey42);
        foreach (var column in (string[])["camera", "category", "since", "mood", "valence / arousal", "faces", "window end"])
            table.AddColumn($"[bold]{column}[/]");
        if (_emotions)
            table.AddColumn("[bold]now[/]");
        foreach (var camera in _latest.Keys.Union(_seen.Keys).Order(StringComparer.Ordinal))
        {
            var r = _latest.GetValueOrDefault(camera);
            List<string> cells =
            [
                Markup.Escape(camera), MoodCells.Category(r), MoodCells.Since(r, time.GetUtcNow()), MoodCells.Mood(r), MoodCells.Plane(r),
                r?.Why.Faces.ToString(CultureInfo.InvariantCulture) ?? "",
                r?.WindowEnd.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture) ?? "",
            ];
            if (_emotions)
                cells.Add(_seen.GetValueOrDefault(camera) is { } seen ? Now(seen) : "");
            table.AddRow([.. cells]);
        }

        return table;
    }

    private static string Now(EmotionEvent seen) =>
        seen.Faces.Count == 0 ? "[grey58]nobody[/]" : Markup.Escape(string.Join(", ", seen.Faces.Select(f => f.Label)));

    private delegate T Reader<T>(ReadOnlySpan<byte> utf8);
}
