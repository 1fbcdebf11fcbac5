using StreamMood.Pipeline.Camera;
using StreamMood.Pipeline.Camera.Synthetic;
using StreamMood.Tests.Vision;

namespace StreamMood.Tests.Pipeline.Camera.Synthetic;

public sealed class SyntheticSceneTests
{
    private const int Width = 320;
    private const int Height = 240;

    [Fact]
    public void Draw_SameSeedAndTime_IsTheSamePicture()
    {
        Assert.Equal(Frame(3, TimeSpan.FromSeconds(4)), Frame(3, TimeSpan.FromSeconds(4)));
        Assert.NotEqual(Frame(3, TimeSpan.FromSeconds(4)), Frame(4, TimeSpan.FromSeconds(4)));
        Assert.NotEqual(Frame(3, TimeSpan.FromSeconds(4)), Frame(3, TimeSpan.FromSeconds(4.1)));
    }

    [Fact]
    public void Draw_HeldExpression_DrawsTheFaceSeldom()
    {
        using var artist = new DrawnFaceArtist();
        var scene = Scene(5, artist);
        var frame = new byte[Width * Height];
        for (var i = 0; i < 300; i++)
            scene.Draw(TimeSpan.FromSeconds(i / 30.0), artist, frame);
        Assert.InRange(artist.Calls, 3, 60);
    }

    [Fact]
    public void Draw_OnceWarm_AllocatesNothing()
    {
        using var artist = new DrawnFaceArtist();
        var scene = Scene(6, artist);
        var frame = new byte[Width * Height];
        var seconds = 1.0;
        Assert.Equal(0, Allocation.OnceWarm(() => scene.Draw(TimeSpan.FromSeconds(seconds += 0.2), artist, frame)));
    }

    [Theory]
    [InlineData(64, 64, 1)]
    [InlineData(65, 99, 2)]
    [InlineData(1280, 200, 4)]
    [InlineData(200, 1000, 3)]
    public void Draw_AnySizeAndCrowd_StaysWithinTheFrame(int width, int height, int persons)
    {
        using var artist = new DrawnFaceArtist();
        var scene = new SyntheticScene(Spec(9, persons), width, height, artist);
        var frame = new byte[width * height];
        for (var i = 0; i < 5; i++)
            scene.Draw(TimeSpan.FromSeconds(i * 3), artist, frame);
        Assert.True(frame.Distinct().Count() > 20);
    }

    private static SourceSpec Spec(ulong seed, int persons) => new() { Kind = SourceKind.Synthetic, Seed = seed, Persons = persons };

    private static SyntheticScene Scene(ulong seed, DrawnFaceArtist artist) => new(Spec(seed, 1), Width, Height, artist);

    private static byte[] Frame(ulong seed, TimeSpan at)
    {
        using var artist = new DrawnFaceArtist();
        var frame = new byte[Width * Height];
        Scene(seed, artist).Draw(at, artist, frame);
        return frame;
    }
}
