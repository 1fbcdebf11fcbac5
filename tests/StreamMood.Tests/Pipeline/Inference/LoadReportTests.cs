using System.Text;
using Microsoft.Extensions.Time.Testing;
using StreamMood.Pipeline.Inference;

namespace StreamMood.Tests.Pipeline.Inference;

public sealed class LoadReportTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly InferenceMetrics _metrics = new();
    private readonly List<(string Camera, string Value)> _sent = [];
    private readonly LoadReport _report;

    public LoadReportTests() => _report = new LoadReport(_metrics, m => _sent.Add((m.Key, Encoding.UTF8.GetString(m.Value))), _time);

    public void Dispose() => _metrics.Dispose();

    [Fact]
    public void Tick_FramesLeftOutForTwoSeconds_SaysSoOfTheirCameraAloneUntilItEnds()
    {
        for (var second = 0; second < 3; second++)
            Second(inferred: 4, leftOut: 6);
        Second(inferred: 10, leftOut: 0);
        Second(inferred: 10, leftOut: 0);
        Assert.Equal([("fast", """{"frames":10,"leftOut":6}"""), ("fast", """{"frames":10,"leftOut":6}""")], _sent);
    }

    [Fact]
    public void Tick_HardlyAnyLeftOut_SaysNothing()
    {
        for (var second = 0; second < 5; second++)
            Second(inferred: 19, leftOut: 1);
        Assert.Empty(_sent);
    }

    [Fact]
    public void Tick_BacklogOfAnOutageLeftOutAtOnce_SaysNothing()
    {
        Second(inferred: 0, leftOut: 1000, InferenceMetrics.Age);
        Second(inferred: 10, leftOut: 0);
        Second(inferred: 0, leftOut: 1000, InferenceMetrics.Age);
        Assert.Empty(_sent);
    }

    [Fact]
    public void Tick_SkippedForConsent_IsNoLoad()
    {
        for (var second = 0; second < 5; second++)
            Second(inferred: 1, leftOut: 10, InferenceMetrics.Consent);
        Assert.Empty(_sent);
    }

    // Nor does it thin out what is left out of the live ones.
    [Fact]
    public void Tick_ReplaysReadAndLeftOut_AreNoLoad()
    {
        for (var second = 0; second < 3; second++)
        {
            for (var i = 0; i < 100; i++)
            {
                _metrics.OnSkipped("slow", InferenceMetrics.Overload, isReplay: true);
                _metrics.OnInferred("fast", 1, TimeSpan.Zero, isReplay: true);
            }

            Second(inferred: 4, leftOut: 6);
        }

        Assert.Equal(300, _metrics.Cameras["slow"].SkippedForOverload);
        Assert.Equal([("fast", "{\"frames\":10,\"leftOut\":6}"), ("fast", "{\"frames\":10,\"leftOut\":6}")], _sent);
    }

    private void Second(int inferred, int leftOut, string reason = InferenceMetrics.Overload)
    {
        for (var i = 0; i < inferred; i++)
            _metrics.OnInferred("fast", 1, TimeSpan.Zero);
        for (var i = 0; i < leftOut; i++)
            _metrics.OnSkipped("fast", reason);
        _metrics.OnInferred("slow", 1, TimeSpan.Zero);
        _report.Tick();
        _time.Advance(TimeSpan.FromSeconds(1));
        _report.Tick();
    }
}
