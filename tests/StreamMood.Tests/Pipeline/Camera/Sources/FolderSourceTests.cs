using Microsoft.Extensions.Time.Testing;
using StreamMood.Contracts;
using StreamMood.Pipeline.Camera;
using StreamMood.Pipeline.Camera.Sources;
using StreamMood.Tests.Vision.Video;

namespace StreamMood.Tests.Pipeline.Camera.Sources;

public sealed class FolderSourceTests : IDisposable
{
    // One grey pixel.
    private static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==");

    private readonly string _folder = Directory.CreateTempSubdirectory("folder-source").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task ReadAsync_Once_GivesEachPictureByNameAndEnds()
    {
        var first = Write("a.jpg", TestJpegs.Noise(1));
        Write("b.PNG", Png);
        Write("notes.txt", [1, 2, 3]);
        var odd = Write("c.jpeg", [1, 2, 3]);
        await using var source = Source(loop: false);

        var began = _time.GetUtcNow();
        var a = await NextAsync(source); // turns the clock on while the file is read
        Assert.Equal(SourceStatus.Frame, a.Status);
        Assert.InRange(a.Frame.CapturedAt, began, _time.GetUtcNow());
        Assert.Equal(first, a.Frame.Jpeg);
        Assert.Equal([0xFF, 0xD8], (await NextAsync(source)).Frame.Jpeg[..2]);
        Assert.Equal(odd, (await NextAsync(source)).Frame.Jpeg);
        Assert.Equal(SourceStatus.Ended, (await NextAsync(source)).Status);
    }

    [Fact]
    public async Task ReadAsync_Looped_StartsAgainAndPassesOverWhatWentAway()
    {
        var a = Write("a.jpg", TestJpegs.Noise(1));
        Write("b.jpg", TestJpegs.Noise(2));
        var c = Write("c.jpg", TestJpegs.Noise(3));
        await using var source = Source(loop: true);
        File.Delete(Path.Combine(_folder, "b.jpg"));
        foreach (var expected in (byte[][])[a, c, a, c, a])
            Assert.Equal(expected, (await NextAsync(source)).Frame.Jpeg);
        File.Delete(Path.Combine(_folder, "a.jpg"));
        File.Delete(Path.Combine(_folder, "c.jpg"));
        var read = await NextAsync(source);
        Assert.Equal(SourceStatus.Failed, read.Status);
        Assert.Contains("none of its pictures can be read", read.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_MissingOrEmptyFolder_SaysSo()
    {
        Assert.Contains("no .jpg, .jpeg or .png", Assert.Throws<UserErrorException>(() => Source(loop: true)).Message, StringComparison.Ordinal);
        Directory.Delete(_folder);
        Assert.Contains("no such file or folder", Assert.Throws<UserErrorException>(() => Source(loop: true)).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(_folder);
    }

    [Fact]
    public async Task ReadAsync_OnePicture_ComesAgainAndAgain()
    {
        var picture = Write("a.jpg", TestJpegs.Noise(1));
        await using var source = Source(loop: true, Path.Combine(_folder, "a.jpg"));
        for (var i = 0; i < 3; i++)
            Assert.Equal(picture, (await NextAsync(source)).Frame.Jpeg);
    }

    [Fact]
    public void Create_OneFileThatIsNoPicture_SaysSo()
    {
        Write("notes.jpg", "a shopping list"u8.ToArray());
        var error = Assert.Throws<UserErrorException>(() => Source(loop: true, Path.Combine(_folder, "notes.jpg")));
        Assert.Contains("neither a JPEG nor a PNG", error.Message, StringComparison.Ordinal);
        Assert.Contains("no such file", Assert.Throws<UserErrorException>(() => Source(loop: true, "/no/picture.jpg")).Message, StringComparison.Ordinal);
    }

    private byte[] Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(Path.Combine(_folder, name), bytes);
        return bytes;
    }

    private FolderSource Source(bool loop, string? path = null) => new(
        new CameraSpec { Id = "f", Fps = 10, Source = new SourceSpec { Kind = SourceKind.Folder, Path = path ?? _folder, Loop = loop } },
        new FramePacer(10, TimeSpan.Zero, _time), _time);

    private async Task<SourceRead> NextAsync(FolderSource source)
    {
        var read = source.ReadAsync(CancellationToken.None).AsTask();
        _time.Advance(TimeSpan.FromMilliseconds(100));
        return await read;
    }
}
