using System.Globalization;
using System.Text.Json;
using Confluent.Kafka;
using Spectre.Console;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Json;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Cli.Operator;

/// <summary>What <c>watch --cameras</c> shows: how each camera is doing, as a live table or line by line.</summary>
internal sealed class CameraBoard
{
    // An agent reports every ten seconds.
    private static readonly TimeSpan Silent = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private readonly SortedDictionary<string, CameraReport> _cameras = new(StringComparer.Ordinal);
    private readonly NewestByKey _newest = new();
    private readonly Terminal _terminal;
    private readonly TimeProvider _time;

    public CameraBoard(Terminal terminal, TimeProvider time)
    {
        _terminal = terminal;
        _time = time;
    }

    /// <summary>Follows reports until the token is cancelled or nobody reads.</summary>
    public void Follow(EventFollower follower, BrokerHealth health, bool json, CancellationToken cancellationToken)
    {
        if (json || !_terminal.IsInteractive)
        {
            while (!cancellationToken.IsCancellationRequested && !_terminal.IsReaderGone)
            {
                health.ThrowIfFatal();
                if (follower.TryNext(Poll, out var message) && Read(message) is { } report)
                {
                    _terminal.Out.WriteLine(json ? EventLine.Camera(message.Message.Value) : Line(report));
                    _terminal.Out.Flush();
                }
            }

            return;
        }

        _terminal.Console.Live(Draw()).Start(live =>
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                health.ThrowIfFatal();
                for (var wait = Poll; follower.TryNext(wait, out var message); wait = TimeSpan.Zero)
                    if (Read(message) is { } report)
                        _cameras[report.Camera] = report;
                live.UpdateTarget(Draw());
            }
        });
    }

    /// <summary>A camera's report; null for one that a newer one has replaced, and for what is none.</summary>
    internal CameraReport? Read(ConsumeResult<string, byte[]> message)
    {
        try
        {
            var report = EventJson.ReadCamera(message.Message.Value);
            return _newest.Takes(message.Message.Key, message.Partition, message.Message.Timestamp) ? report : null;
        }
        catch (JsonException)
        {
            // Somebody else wrote to the topic; the table is of cameras.
            return null;
        }
    }

    private static string Line(CameraReport r) => string.Create(
        CultureInfo.InvariantCulture,
        $"{r.At.UtcDateTime:HH:mm:ss} {r.Camera} {r.State}, {r.Fps:0.#} fps{(r.RateShare is { } share ? $" ({share:P0} sent, workers are behind)" : "")}, {r.Published} published, {r.Dropped} dropped, {r.Restarts} restarts{(r.LastError is null ? "" : $": {r.LastError}")}");

    private Table Draw()
    {
        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey42);
        foreach (var column in (string[])["camera", "state", "fps", "captured", "published", "dropped", "restarts", "last error", "seen"])
            table.AddColumn($"[bold]{column}[/]");
        foreach (var r in _cameras.Values)
            table.AddRow(
                Markup.Escape(r.Camera), State(r), Number(r.Fps, "0.0"), Number(r.Captured), Number(r.Published), Number(r.Dropped), Number(r.Restarts),
                r.LastError is { } error ? Markup.Escape(error) : MoodCells.None, r.At.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture));
        return table;
    }

    private string State(CameraReport report) => _time.GetUtcNow() - report.At > Silent && report.State != "ended"
        ? "[grey58]agent gone[/]"
        : report.State switch
        {
            "live" when report.RateShare is { } share => string.Create(CultureInfo.InvariantCulture, $"[gold3]live, {share:P0} sent[/]"),
            "live" => "[palegreen3]live[/]",
            "stalled" or "failed" or "no-consent" => $"[bold orangered1]{report.State}[/]",
            var other => $"[grey58]{Markup.Escape(other)}[/]",
        };

    private static string Number(double value, string format = "0") => value.ToString(format, CultureInfo.InvariantCulture);
}
