using FsCheck.Xunit;
using StreamMood.Vision.Imaging;

namespace StreamMood.Tests.Vision.Imaging;

public sealed class PictureTests
{
    [Property(MaxTest = 100)]
    public void ToGrey_AnyColours_IsBt601WithinOneLevel(byte width, byte height, int seed)
    {
        var (colour, grey) = (new Picture(), new Picture());
        colour.Resize(width % 70 + 1, height % 20 + 1, 3);
        new Random(seed).NextBytes(colour.Pixels);
        colour.ToGrey(grey);
        for (var i = 0; i < grey.Pixels.Length; i++)
            Assert.Equal(0.114 * colour.Pixels[3 * i] + 0.587 * colour.Pixels[3 * i + 1] + 0.299 * colour.Pixels[3 * i + 2], grey.Pixels[i], 1.0);
    }

    [Fact]
    public void ToGrey_WhiteAndBlack_StayWhiteAndBlack()
    {
        var (colour, grey) = (new Picture(), new Picture());
        colour.Resize(40, 2, 3);
        foreach (var level in (byte[])[0, 255])
        {
            colour.Pixels.Fill(level);
            colour.ToGrey(grey);
            Assert.All(grey.Pixels.ToArray(), p => Assert.Equal(level, p));
        }
    }

    [Fact]
    public void Resize_Smaller_KeepsTheBuffer()
    {
        var picture = new Picture();
        picture.Resize(100, 100, 3);
        Assert.Equal(0, Allocation.OnceWarm(() =>
        {
            picture.Resize(50, 30, 1);
            picture.Resize(100, 100, 3);
        }));
        Assert.Throws<ArgumentOutOfRangeException>(() => picture.Resize(0, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => picture.Resize(1, 1, 4));
    }
}
