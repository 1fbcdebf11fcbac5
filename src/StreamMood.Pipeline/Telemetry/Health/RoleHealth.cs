using System.Collections.Concurrent;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Pipeline.Telemetry.Health;

/// <summary>State of something a role depends on.</summary>
/// <param name="Name">Such as <c>kafka</c> or <c>models</c>.</param>
/// <param name="Ok">Whether the role can work with it as it is.</param>
/// <param name="Detail">A few words for an operator.</param>
public sealed record DependencyState(string Name, bool Ok, string Detail);

/// <summary>
/// How a role is: live while none of its loops is stuck, ready while everything it depends on is there. Thread-safe.
/// </summary>
/// <param name="role">The role's name, such as <c>infer</c>.</param>
/// <param name="time">The clock.</param>
public sealed class RoleHealth(string role, TimeProvider time)
{
    /// <summary>How long a loop may show no sign of life.</summary>
    public static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<Heartbeat> _loops = new();
    private readonly ConcurrentQueue<Func<DependencyState>> _dependencies = new();
    private Func<bool> _excuse = () => false;

    /// <summary>The role's name.</summary>
    public string Role => role;

    /// <summary>Whether no loop is stuck. While the broker is away loops may wait for it, and a restart would mend nothing.</summary>
    public bool IsLive => _excuse() || !_loops.Any(l => l.IsStuck);

    /// <summary>Whether it is live and everything it depends on is there.</summary>
    public bool IsReady => IsLive && !_dependencies.IsEmpty && _dependencies.All(d => d().Ok);

    /// <summary>The loops.</summary>
    public IReadOnlyCollection<Heartbeat> Loops => [.. _loops];

    /// <summary>What it depends on, as it is now.</summary>
    public IReadOnlyList<DependencyState> Dependencies => [.. _dependencies.Select(d => d())];

    /// <summary>A loop to be watched from its first beat on.</summary>
    /// <param name="name">Its name within the role.</param>
    /// <param name="limit">How long it may show no sign of life; <see cref="DefaultLimit"/> when null.</param>
    public Heartbeat Loop(string name, TimeSpan? limit = null)
    {
        var heartbeat = new Heartbeat(name, limit ?? DefaultLimit, time);
        _loops.Enqueue(heartbeat);
        return heartbeat;
    }

    /// <summary>Something without which the role is not ready.</summary>
    public void DependsOn(Func<DependencyState> look) => _dependencies.Enqueue(look);

    /// <summary>Depends on the broker: not ready without it, and while it is away loops may wait for it.</summary>
    internal void Watch(BrokerHealth broker)
    {
        DependsOn(() => new DependencyState(
            "kafka", !broker.IsDown && !broker.TakesNone && !broker.Fatal.IsCancellationRequested,
            broker.IsDown ? "no broker can be reached" : broker.TakesNone ? "reached, but no message arrives; see topics check" : "reached"));
        ExcuseWhile(() => broker.IsDown);
    }

    /// <summary>Loops that wait are not stuck while <paramref name="excuse"/> holds.</summary>
    public void ExcuseWhile(Func<bool> excuse) => _excuse = excuse;
}
