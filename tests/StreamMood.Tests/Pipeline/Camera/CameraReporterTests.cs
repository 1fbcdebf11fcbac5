using System.Text;
using Microsoft.Extensions.Time.Testing;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Json;
using StreamMood.Pipeline.Camera;

namespace StreamMood.Tests.Pipeline.Camera;

public sealed class CameraReporterTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 12, 0, 0, TimeSpan.Zero));
    private readonly List<CameraReport> _sent = [];

    [Fact]
    public void Report_NothingNew_SaysSoEveryTenSecondsOnly()
    {
        using var metrics = new CameraMetrics(_time);
        var tally = metrics.Of("lobby");
        var reporter = Reporter(metrics);
        for (var i = 0; i < 41; i++)
        {
            tally.Capture();
            reporter.Report(all: false);
            _time.Advance(TimeSpan.FromMilliseconds(500));
        }

        Assert.Equal([0, 10, 20], _sent.Select(r => (r.At - _sent[0].At).TotalSeconds));
        Assert.Equal(["connecting"], _sent.Select(r => r.State).Distinct());
    }

    [Fact]
    public void Report_StateOrErrorChanged_SaysSoAtTheNextLook()
    {
        using var metrics = new CameraMetrics(_time);
        var tally = metrics.Of("lobby");
        metrics.Of("yard");
        var reporter = Reporter(metrics);
        reporter.Report(all: false);
        tally.State = CameraState.Stalled;
        tally.Fail(CameraErrorKind.Stalled, "no frame for 10 s");
        reporter.Report(all: false);
        tally.Restart();
        reporter.Report(all: false);
        Assert.Equal(["lobby", "lobby"], _sent.Skip(2).Select(r => r.Camera));
        Assert.Equal(("stalled", "no frame for 10 s", 0), (_sent[2].State, _sent[2].LastError, _sent[2].Restarts));
        Assert.Equal(1, _sent[3].Restarts);
        reporter.Report(all: true);
        Assert.Equal(6, _sent.Count);
    }

    [Fact]
    public void Report_RateLoweredAndRaised_SaysSoWhenItBeginsAndEnds()
    {
        using var metrics = new CameraMetrics(_time);
        var rate = metrics.Of("lobby").Adaptive = new AdaptiveRate(0.1, _time);
        var reporter = Reporter(metrics);
        reporter.Report(all: false);
        rate.Behind();
        reporter.Report(all: false);
        for (var i = 0; i < 40; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            reporter.Report(all: false);
        }

        Assert.Equal([null, 0.5, 0.64, 0.84, null, null], _sent.Select(r => r.RateShare));
    }

    [Fact]
    public void Report_ClockGoesBackAnHour_StillSaysSoEveryTenSeconds()
    {
        var time = new Clock();
        using var metrics = new CameraMetrics(time);
        metrics.Of("lobby");
        var reporter = Reporter(metrics, time);
        reporter.Report(all: false);
        time.Wall -= TimeSpan.FromHours(1);
        time.Running += TimeSpan.FromSeconds(9);
        reporter.Report(all: false);
        Assert.Single(_sent);
        time.Running += TimeSpan.FromSeconds(1);
        reporter.Report(all: false);
        Assert.Equal(2, _sent.Count);
    }

    private CameraReporter Reporter(CameraMetrics metrics, TimeProvider? time = null) => new(
        metrics,
        message =>
        {
            var report = EventJson.ReadCamera(message.Value);
            Assert.Equal(report.Camera, message.Key);
            Assert.Equal(EventHeaders.CameraType, Encoding.UTF8.GetString(message.Headers.GetLastBytes(EventHeaders.Type)));
            _sent.Add(report);
        },
        time ?? _time);

    /// <summary>A machine's clock that can be set, and its time since it was started.</summary>
    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Wall { get; set; } = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

        public TimeSpan Running { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Wall;

        public override long GetTimestamp() => Running.Ticks;
    }
}
