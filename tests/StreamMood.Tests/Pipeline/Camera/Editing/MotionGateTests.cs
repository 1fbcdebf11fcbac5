using Microsoft.Extensions.Time.Testing;
using StreamMood.Pipeline.Camera.Editing;
using StreamMood.Tests.Vision;

namespace StreamMood.Tests.Pipeline.Camera.Editing;

public sealed class MotionGateTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Passes_StillNoisyRoom_OneFrameASecond()
    {
        using var gate = new MotionGate(0.005, _time);
        var passed = 0;
        for (var i = 0; i < 50; i++)
        {
            passed += gate.Passes(Room(i, squareAt: 100)) ? 1 : 0;
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal(5, passed);
    }

    [Fact]
    public void Passes_SomebodyMoves_EveryFrame()
    {
        using var gate = new MotionGate(0.005, _time);
        for (var i = 0; i < 20; i++)
            Assert.True(gate.Passes(Room(i, squareAt: 100 + (20 * i))));
    }

    [Fact]
    public void Passes_SlowChange_AddsUpUntilItIsSeen()
    {
        using var gate = new MotionGate(0.9, _time);
        var passed = Enumerable.Range(0, 16).Count(i => gate.Passes(TestPictures.Jpeg(TestPictures.Draw(320, 240, (_, _) => 100 + (2 * i)))));
        Assert.InRange(passed, 2, 4);
    }

    [Fact]
    public void Passes_SizeChangedOrBroken_Passes()
    {
        using var gate = new MotionGate(1, _time);
        Assert.True(gate.Passes(TestPictures.Jpeg(TestPictures.Waves(320, 240))));
        Assert.True(gate.Passes(TestPictures.Jpeg(TestPictures.Waves(640, 240))));
        Assert.True(gate.Passes([0xFF, 0xD8]));
    }

    private static byte[] Room(int frame, int squareAt)
    {
        var random = new Random(frame);
        return TestPictures.Jpeg(TestPictures.Draw(640, 480, (x, y) => 110 + random.Next(-9, 10) + (Math.Abs(x - squareAt) < 30 && Math.Abs(y - 200) < 60 ? 90 : 0)), 80);
    }
}
