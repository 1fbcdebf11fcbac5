using FsCheck.Xunit;
using StreamMood.Mood.Windows;

namespace StreamMood.Tests.Mood;

public class FrameSetTests
{
    [Property]
    public void Add_AnyFrames_BehavesAsASet(byte[] sequences)
    {
        var set = default(FrameSet);
        HashSet<FrameNumber> reference = [];
        foreach (var value in sequences ?? [])
        {
            var frame = new FrameNumber(value / 128, value % 128);
            Assert.Equal(reference.Contains(frame), set.Contains(frame));
            Assert.Equal(reference.Add(frame), set.Add(frame));
        }
    }

    [Fact]
    public void Add_ContiguousInAnyOrder_KeepsOneRange()
    {
        var numbers = Enumerable.Range(0, 200).ToArray();
        new Random(7).Shuffle(numbers);
        var set = default(FrameSet);

        foreach (var number in numbers)
            Assert.True(set.Add(new FrameNumber(1, number)));

        Assert.Equal(1, set.RangeCount);
    }

    [Theory]
    [InlineData("cam-1/1718/42", "cam-1", true)]
    [InlineData("cam-1/1718/42", "cam-2", false)]
    [InlineData("cam-1/1718", "cam-1", false)]
    [InlineData("cam-1/1718/-1", "cam-1", false)]
    [InlineData("cam-1/1718/4/2", "cam-1", false)]
    [InlineData("cam-1", "cam-1", false)]
    public void TryParse_FrameId_TakesOnlyTheCamerasOwn(string frame, string camera, bool expected) =>
        Assert.Equal(expected, FrameNumber.TryParse(frame, camera, out _));
}
