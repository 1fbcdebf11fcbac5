using System.Diagnostics.CodeAnalysis;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamMood.Contracts;

namespace StreamMood.Pipeline.Kafka;

/// <summary>
/// What the clients of one role know about the broker. Outages that pass are logged when they begin and end, not each time a
/// connection is tried; a fatal error is kept, so that the role's loop ends with it. Thread-safe.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The source has no timer and no wait handle, so there is nothing to dispose.")]
public sealed class BrokerHealth
{
    // Given up one by one among others that arrive, messages are a matter for the counts; without any that arrives, for the operator.
    private static readonly TimeSpan Undelivered = TimeSpan.FromSeconds(3);

    private readonly ClientIdentity _who;
    private IReadOnlyList<AccessRight> _rights = [];
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _fatal = new();
    private readonly Lock _gate = new();
    private readonly BrokerTroubles _troubles;
    private bool _troubled;
    private FatalBrokerException? _exception;
    private bool _down;
    private long _downSince;
    private long _delivered;
    private long _takesNoneSince;
    private bool _takesNone;

    internal BrokerHealth(ClientIdentity who, ILogger log, TimeProvider time)
    {
        _who = who;
        _log = log;
        _time = time;
        _troubles = new BrokerTroubles(log, time);
    }

    /// <summary>Cancelled once a fatal error was seen; then <see cref="ThrowIfFatal"/> throws.</summary>
    public CancellationToken Fatal => _fatal.Token;

    /// <summary>Whether the last news was that no broker can be reached.</summary>
    public bool IsDown => Volatile.Read(ref _down);

    /// <summary>Whether it can be reached and yet no message arrives, as when its topic was deleted.</summary>
    public bool TakesNone => Volatile.Read(ref _takesNone);

    /// <summary>Who these clients are, with what their roles need.</summary>
    internal ClientIdentity Identity => _who with { Rights = Volatile.Read(ref _rights) };

    /// <summary>Takes note of what the clients are for, so that a refusal can name the right that is missing.</summary>
    internal void Needs(IReadOnlyList<AccessRight> rights) => Volatile.Write(ref _rights, [.. Volatile.Read(ref _rights).Union(rights)]);

    /// <summary>Takes note of an error from a client's callback or exception. Returns whether it is fatal.</summary>
    public bool Report(Error error)
    {
        ArgumentNullException.ThrowIfNull(error);
        if (BrokerErrors.IsFatal(error))
        {
            Fail(error);
            return true;
        }

        if (error.Code is ErrorCode.Local_AllBrokersDown)
            Down(error.Reason);
        else
            Trouble(error);
        return false;
    }

    /// <summary>Takes note that the broker answered. Cheap enough for every message.</summary>
    public void Up()
    {
        if (!Volatile.Read(ref _down) && !Volatile.Read(ref _troubled))
            return;
        lock (_gate)
        {
            if (_down)
                _log.BrokerBack(_who.Bootstrap, _time.GetElapsedTime(_downSince).TotalSeconds);
            _down = false;
            _troubles.Up();
            _troubled = _troubles.Any;
        }
    }

    /// <summary>Takes note that a message arrived. Cheap enough for every message.</summary>
    internal void Delivered()
    {
        Up();
        Volatile.Write(ref _delivered, _time.GetTimestamp());
        if (!Volatile.Read(ref _takesNone))
            return;
        lock (_gate)
        {
            if (_takesNone)
                _log.TakesAgain(_who.Bootstrap, _time.GetElapsedTime(_takesNoneSince).TotalSeconds);
            _takesNone = false;
        }
    }

    /// <summary>Takes note that a message was given up.</summary>
    internal void NotDelivered(Error error)
    {
        if (Report(error) || IsDown || (Volatile.Read(ref _delivered) is var last and not 0 && _time.GetElapsedTime(last) < Undelivered))
            return;
        lock (_gate)
        {
            if (_takesNone)
                return;
            _takesNone = true;
            _takesNoneSince = _time.GetTimestamp();
            _log.TakesNone(_who.Bootstrap, error.Reason);
        }
    }

    /// <summary>Ends the caller's loop when the broker has refused for good.</summary>
    /// <exception cref="FatalBrokerException">When a fatal error was reported.</exception>
    public void ThrowIfFatal()
    {
        if (Volatile.Read(ref _exception) is { } exception)
            throw new FatalBrokerException(exception.Message, exception);
    }

    private void Trouble(Error error)
    {
        _log.ClientError(error.Code, error.Reason);
        lock (_gate)
        {
            _troubles.Report(error);
            _troubled = _troubles.Any;
        }
    }

    private void Down(string reason)
    {
        lock (_gate)
        {
            if (_down)
                return;
            _down = true;
            _downSince = _time.GetTimestamp();
            _log.BrokerGone(_who.Bootstrap, reason);
        }
    }

    private void Fail(Error error)
    {
        var exception = BrokerErrors.Fatal(error, Identity);
        if (Interlocked.CompareExchange(ref _exception, exception, null) is not null)
            return;
        _log.BrokerRefused(exception.Message);
        _fatal.Cancel();
    }
}
