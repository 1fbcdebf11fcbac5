using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using StreamMood.Contracts;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Tests.Pipeline.Kafka;

public sealed class BrokerHealthTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Lines _log = new();
    private readonly BrokerHealth _health;

    public BrokerHealthTests() => _health = new BrokerHealth(new ClientIdentity("b:1", "User:w", []), _log, _time);

    [Fact]
    public void AllDown_ManyTimes_IsOneLineAndOneWhenBack()
    {
        for (var i = 0; i < 3; i++)
            _health.Report(new Error(ErrorCode.Local_AllBrokersDown, "1/1 brokers are down"));
        Assert.True(_health.IsDown);
        _time.Advance(TimeSpan.FromSeconds(7));
        _health.Up();
        _health.Up();

        Assert.False(_health.IsDown);
        Assert.Equal(
            ["Warning: Kafka at b:1 cannot be reached (1/1 brokers are down); trying on", "Information: Kafka at b:1 is back after 7.0 s"], _log.Seen);
        _health.ThrowIfFatal();
    }

    [Fact]
    public void OneBroker_ErrorsWhileOthersAnswer_IsOneLineAndOneWhenQuiet()
    {
        for (var i = 0; i < 4; i++)
        {
            _health.Report(new Error(ErrorCode.Local_TimedOut, "127.0.0.1:9092/2: 1 request(s) timed out: disconnect"));
            _time.Advance(TimeSpan.FromSeconds(10));
            _health.Up();
        }

        _time.Advance(TimeSpan.FromSeconds(60));
        _health.Up();
        _health.Up();

        Assert.Equal(2, _log.Seen.Count);
        Assert.StartsWith("Warning: Kafka broker 127.0.0.1:9092 does not answer (", _log.Seen[0], StringComparison.Ordinal);
        Assert.StartsWith("Information: Kafka broker 127.0.0.1:9092 has been quiet for 45 s, after 30.0 s of trouble", _log.Seen[1], StringComparison.Ordinal);
        Assert.False(_health.IsDown);
    }

    [Fact]
    public void NotDelivered_NothingArrives_IsOneLineAndOneWhenSomethingDoes()
    {
        var error = new Error(ErrorCode.Local_MsgTimedOut);
        _time.Advance(TimeSpan.FromSeconds(1));
        _health.Delivered();
        _time.Advance(TimeSpan.FromSeconds(2));
        _health.NotDelivered(error); // others arrive
        Assert.False(_health.TakesNone);

        _time.Advance(TimeSpan.FromSeconds(3));
        for (var i = 0; i < 3; i++)
            _health.NotDelivered(error);
        Assert.True(_health.TakesNone);
        _health.Up(); // something was read, which says nothing about the topic written to
        Assert.True(_health.TakesNone);
        _time.Advance(TimeSpan.FromSeconds(4));
        _health.Delivered();
        _health.Delivered();

        Assert.False(_health.TakesNone);
        Assert.Equal(2, _log.Seen.Count);
        Assert.StartsWith("Warning: Kafka at b:1 is reached but no message arrives (", _log.Seen[0], StringComparison.Ordinal);
        Assert.Equal("Information: Messages arrive at Kafka at b:1 again, after 4.0 s", _log.Seen[1]);
    }

    [Fact]
    public void Fatal_First_IsKeptLoggedOnceAndThrown()
    {
        Assert.True(_health.Report(new Error(ErrorCode.GroupAuthorizationFailed)));
        Assert.True(_health.Report(new Error(ErrorCode.SaslAuthenticationFailed)));

        Assert.True(_health.Fatal.IsCancellationRequested);
        Assert.Contains("User:w", Assert.Throws<FatalBrokerException>(_health.ThrowIfFatal).Message, StringComparison.Ordinal);
        Assert.Single(_log.Seen);
    }

    private sealed class Lines : ILogger
    {
        public List<string> Seen { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                Seen.Add($"{logLevel}: {formatter(state, exception)}");
        }
    }
}
