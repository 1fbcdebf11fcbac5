using FsCheck.Xunit;
using StreamMood.Vision.Analysis;

namespace StreamMood.Tests.Vision.Analysis;

public sealed class JpegSplitterTests
{
    [Property(MaxTest = 50)]
    public void Next_AnyChunks_GivesThePicturesBack(int seed)
    {
        var random = new Random(seed);
        var pictures = Enumerable.Range(1, 5).Select(i => TestPictures.Jpeg(TestPictures.Waves(40 * i, 30 * i))).ToArray();
        using var stream = new Dribble([.. pictures.SelectMany(p => p)], random);
        var splitter = new JpegSplitter();
        foreach (var picture in pictures)
            Assert.Equal(picture, splitter.NextAsync(stream, default).GetAwaiter().GetResult());
        Assert.Null(splitter.NextAsync(stream, default).GetAwaiter().GetResult());
    }

    [Fact]
    public async Task Next_StreamCutInside_GivesTheRestSoThatItIsReported()
    {
        var picture = TestPictures.Jpeg(TestPictures.Waves(100, 80));
        using var stream = new MemoryStream([.. picture, .. picture.AsSpan(0, 100)]);
        var splitter = new JpegSplitter();
        Assert.Equal(picture, await splitter.NextAsync(stream, default));
        Assert.Equal(100, (await splitter.NextAsync(stream, default))!.Length);
        Assert.Null(await splitter.NextAsync(stream, default));
    }

    /// <summary>Gives a few bytes at a time, as a pipe may.</summary>
    private sealed class Dribble(byte[] bytes, Random random) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, random.Next(1, 3000))], cancellationToken);
    }
}
