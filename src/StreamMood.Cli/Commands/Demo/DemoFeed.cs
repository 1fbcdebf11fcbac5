using System.Text.Json;
using StreamMood.Cli.Operator;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Json;
using StreamMood.Contracts.Topics;

namespace StreamMood.Cli.Commands.Demo;

/// <summary>Follows the recommendation topic on a thread of its own, as a downstream app would. Thread-safe.</summary>
internal sealed class DemoFeed : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly EventFollower _follower;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, RecommendationEvent> _latest = new(StringComparer.Ordinal);
    private readonly Queue<RecommendationEvent> _recent = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Action<RecommendationEvent, byte[]> _each;
    private long _count;
    private Task? _loop;

    /// <summary>Begins at the present end of the topic.</summary>
    /// <param name="broker">The demo's broker.</param>
    /// <param name="each">Called with each recommendation and its bytes.</param>
    public DemoFeed(DemoBroker broker, Action<RecommendationEvent, byte[]> each)
    {
        _each = each;
        _follower = new EventFollower(broker.Clients, [TopicNames.Recommendations], fromBeginning: false);
    }

    /// <summary>Recommendations so far.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>The last few.</summary>
    public IReadOnlyCollection<RecommendationEvent> Recent
    {
        get
        {
            lock (_gate)
                return [.. _recent];
        }
    }

    /// <summary>Starts reading.</summary>
    public void Start() => _loop = Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>A camera's newest recommendation.</summary>
    public RecommendationEvent? Latest(string camera)
    {
        lock (_gate)
            return _latest.GetValueOrDefault(camera);
    }

    /// <summary>Reads what is still there, and ends; waits a few seconds at most for what was acknowledged to arrive.</summary>
    /// <param name="acknowledged">Recommendations that the broker has.</param>
    public async Task StopAsync(Func<long> acknowledged)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (_loop is { IsCompleted: false } && Count < acknowledged() && !patience.IsCancellationRequested)
            await Task.Delay(Poll, TimeProvider.System);
        await _stop.CancelAsync();
        if (_loop is not null)
            await _loop;
    }

    public void Dispose()
    {
        _follower.Dispose();
        _stop.Dispose();
    }

    private void Read()
    {
        while (true)
        {
            if (_follower.TryNext(Poll, out var message))
                Take(message.Message.Value);
            else if (_stop.IsCancellationRequested)
                return;
        }
    }

    private void Take(byte[] json)
    {
        if (TryRead(json) is not { } recommendation)
            return;
        lock (_gate)
        {
            _latest[recommendation.Camera] = recommendation;
            _recent.Enqueue(recommendation);
            while (_recent.Count > DemoBoard.RecentShown)
                _recent.Dequeue();
        }

        Interlocked.Increment(ref _count);
        _each(recommendation, json);
    }

    // On a shared broker others may write to the topic what is none.
    private static RecommendationEvent? TryRead(byte[] json)
    {
        try
        {
            return EventJson.ReadRecommendation(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
