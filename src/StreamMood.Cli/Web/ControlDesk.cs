using Confluent.Kafka;
using StreamMood.Cli.Web.Board;
using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Cli.Web;

/// <summary>Writes the decisions that operators make on the page to the control topic, one after the other.</summary>
internal sealed class ControlDesk(KafkaClients clients, ControlRules rules, TimeProvider time) : IDisposable
{
    private const string By = "page";
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    private readonly SemaphoreSlim _one = new(1);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ControlRecord> _records = new(StringComparer.Ordinal);
    private IProducer<string, byte[]>? _producer;

    /// <summary>Takes note of a record of the topic.</summary>
    public void Know(ControlRecord record)
    {
        lock (_gate)
            _records[KeyOf(record)] = record;
    }

    /// <summary>Decides and waits until the broker has it.</summary>
    /// <returns>From when on it holds.</returns>
    /// <exception cref="UserErrorException">When it cannot be decided so; the message says why.</exception>
    public async Task<ControlDecision> DecideAsync(ControlRequest request, CancellationToken cancellationToken)
    {
        var zone = request.Card.StartsWith("zone:", StringComparison.Ordinal);
        var name = zone ? request.Card["zone:".Length..] : request.Card;
        if (!FrameId.IsCamera(name))
            throw new UserErrorException($"'{request.Card}' is no camera or zone");
        if (zone && !rules.IsZone(name))
            throw new UserErrorException($"zone '{name}' is not among recommender.zones");
        await _one.WaitAsync(cancellationToken);
        try
        {
            ControlRecord? before;
            lock (_gate)
                before = _records.GetValueOrDefault(request.Card);
            var now = time.GetUtcNow();
            var made = Decision(request, before, name, now);
            var record = new ControlRecord { Camera = zone ? null : name, Zone = zone ? name : null, Decisions = [.. before?.Decisions ?? [], made] };
            _producer ??= clients.EventProducer();
            await _producer.ProduceAsync(TopicNames.Control, EventMessages.Control(record, now), cancellationToken);
            Know(record); // the next decision may come before the topic has given this one back
            return made;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose()
    {
        _producer?.Dispose();
        _one.Dispose();
    }

    private static string KeyOf(ControlRecord record) => ControlRecord.Key(record.Zone ?? record.Camera ?? "", record.Zone is not null);

    private ControlDecision Decision(ControlRequest request, ControlRecord? before, string name, DateTimeOffset now)
    {
        ControlDecision Bare(ControlKind kind) => new() { Kind = kind, DecidedAt = now, From = now, By = By };
        switch (request.Action)
        {
            case "pin":
                var category = SongCategories.Songs.Where(c => c.Name() == request.Category).Select(c => (SongCategory?)c).FirstOrDefault()
                    ?? throw new UserErrorException($"'{request.Category}' is no category to pin; expected happy, energetic, calm or sad");
                if (request.Minutes is { } minutes && !(minutes > 0 && minutes <= Longest.TotalMinutes))
                    throw new UserErrorException($"minutes {minutes} must lie between 0 and {Longest.TotalMinutes}");
                var pin = Bare(ControlKind.Pin) with { Category = category };
                return request.Minutes is { } m ? pin with { Until = pin.Effective + TimeSpan.FromMinutes(m) } : pin;
            case "unpin":
                return Bare(ControlKind.Unpin);
            case "pause":
                return Bare(ControlKind.Pause);
            case "resume":
                return Bare(ControlKind.Resume);
            case "strategy":
                return request.Strategy is "match" or "iso" or "lift"
                    ? Bare(ControlKind.Strategy) with { Strategy = request.Strategy }
                    : throw new UserErrorException($"strategy '{request.Strategy}' does not exist; expected match, iso or lift");
            case "undo":
                var undo = before is null ? null : ControlUndo.Of(before, rules.ConfiguredStrategy(name));
                return undo is null
                    ? throw new UserErrorException($"there is no decision for {request.Card} that the page can undo")
                    : undo with { DecidedAt = now, From = now, By = By, Until = undo.Until > now + ControlRecord.Margin ? undo.Until : null };
            default:
                throw new UserErrorException($"'{request.Action}' is no action; expected pin, unpin, strategy, pause, resume or undo");
        }
    }
}

/// <summary>What the page asks for.</summary>
/// <param name="Card">Camera id, or <c>zone:</c> and a zone.</param>
/// <param name="Action">pin, unpin, strategy, pause, resume or undo.</param>
/// <param name="Category">For pin.</param>
/// <param name="Strategy">For strategy.</param>
/// <param name="Minutes">For pin: how long; until it is unpinned when absent.</param>
internal sealed record ControlRequest(string Card, string Action, string? Category, string? Strategy, double? Minutes);

/// <summary>What the configuration says about decisions.</summary>
/// <param name="IsZone">Whether a zone is configured.</param>
/// <param name="ConfiguredStrategy">The strategy of a camera or zone when nobody has decided one.</param>
internal sealed record ControlRules(Func<string, bool> IsZone, Func<string, string> ConfiguredStrategy);
