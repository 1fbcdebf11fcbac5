using FsCheck.Xunit;
using StreamMood.Pipeline.Telemetry;

namespace StreamMood.Tests.Pipeline.Telemetry;

public sealed class CameraDriftTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    private readonly DriftOptions _options = new() { Baseline = TimeSpan.FromSeconds(100), Window = TimeSpan.FromSeconds(50), MinCount = 20 };

    [Fact]
    public void Value_TooFewObservations_IsNaN()
    {
        var drift = new CameraDrift(4, _options);
        Feed(drift, 0, 100, i => i % 4);
        Assert.True(double.IsNaN(drift.Value()));
    }

    [Fact]
    public void Value_SameMix_IsZeroAndNothingInCommon_IsOne()
    {
        var (same, other) = (new CameraDrift(4, _options), new CameraDrift(4, _options));
        Feed(same, 0, 200, i => i % 2);
        Feed(other, 0, 100, i => i % 2);
        Feed(other, 100, 200, i => 2 + i % 2);
        Assert.Equal(0, same.Value(), 6);
        Assert.Equal(1, other.Value(), 6);
    }

    [Fact]
    public void Value_HalfMovedToANewKind_IsAsLinDefinesIt()
    {
        var drift = new CameraDrift(2, _options);
        Feed(drift, 0, 100, _ => 0);
        Feed(drift, 100, 200, i => i % 2);
        // P = (1, 0), Q = (1/2, 1/2), M = (3/4, 1/4).
        var expected = 0.5 * Math.Log2(4.0 / 3) + 0.5 * (0.5 * Math.Log2(2.0 / 3) + 0.5 * Math.Log2(2));
        Assert.Equal(expected, drift.Value(), 6);
    }

    [Fact]
    public void Value_BackToTheBaselinesMixForTwoWindows_IsZeroAgain()
    {
        var drift = new CameraDrift(2, _options);
        Feed(drift, 0, 100, _ => 0);
        Feed(drift, 100, 200, _ => 1);
        Assert.True(drift.Value() > 0.9);
        Feed(drift, 200, 320, _ => 0);
        Assert.Equal(0, drift.Value(), 6);
    }

    [Property]
    public bool Value_AnyObservations_LiesBetweenZeroAndOne(byte[] kinds)
    {
        var drift = new CameraDrift(8, new DriftOptions { Baseline = TimeSpan.FromSeconds(5), Window = TimeSpan.FromSeconds(5), MinCount = 1 });
        for (var i = 0; i < kinds.Length; i++)
            drift.Add(kinds[i] % 8, Start.AddSeconds(i));
        return drift.Value() is double.NaN or (>= 0 and <= 1);
    }

    private static void Feed(CameraDrift drift, int from, int to, Func<int, int> bin)
    {
        for (var i = from; i < to; i++)
            drift.Add(bin(i), Start.AddSeconds(i));
    }
}
