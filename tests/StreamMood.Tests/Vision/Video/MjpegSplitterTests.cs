using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using StreamMood.Vision.Video;

namespace StreamMood.Tests.Vision.Video;

public sealed class MjpegSplitterTests
{
    private const int Limit = 64 * 1024;

    [Property]
    public Property Read_FramesWithRubbishBetween_AnyChunks_GivesJustTheFrames() => Prop.ForAll(
        Gen.Choose(0, 1 << 20).ListOf(4).ToArbitrary(), Gen.Choose(1, 3000).NonEmptyListOf().Select(l => l.ToList()).ToArbitrary(), (seeds, chunks) =>
        {
            var frames = seeds.Select(s => TestJpegs.Noise(s)).ToArray();
            var stream = frames.SelectMany((f, i) => Rubbish(seeds[i]).Concat(f)).ToArray();
            var seen = Split(stream, chunks, out var faults);
            Assert.Equal(0, faults);
            Assert.Equal(frames, seen);
        });

    [Property(MaxTest = 300)]
    public void Read_AnyBytes_NeverThrowsAndHoldsLittle(byte[] bytes, PositiveInt chunk)
    {
        var splitter = new MjpegSplitter(1000);
        byte[] stream = [.. bytes, 0xFF, 0xD8, .. bytes, 0xFF, 0xDA, 0, 2, .. bytes, 0xFF, 0xD9, .. bytes];
        Split(stream, [chunk.Get], out _, splitter);
        Assert.InRange(splitter.Buffered, 0, 1000 + chunk.Get);
    }

    [Property]
    public void Read_BytesChangedAnywhere_LaterFramesStillCome(int seed, int at, byte value)
    {
        var frame = TestJpegs.Noise(seed);
        var stream = Enumerable.Repeat(frame, 20).SelectMany(f => f).ToArray();
        stream[(at & int.MaxValue) % frame.Length] = value;

        // A wrong length can hide what follows within 64 KiB, no more than these first frames.
        var seen = Split([.. stream, .. new byte[70_000], .. frame, .. frame], [977], out _);
        Assert.True(seen.Count >= 2);
        Assert.Equal(frame, seen[^1]);
    }

    [Fact]
    public void Read_ThumbnailInside_DoesNotEndTheFrame()
    {
        var frame = TestJpegs.WithThumbnail(TestJpegs.Noise(1), TestJpegs.Noise(2, 16, 16));
        var seen = Split([.. frame, .. frame], [100], out var faults);
        Assert.Equal([frame, frame], seen);
        Assert.Equal(0, faults);
    }

    [Fact]
    public void Read_FrameBrokenOff_IsOneFaultAndTheNextComes()
    {
        var frame = TestJpegs.Noise(3);
        var seen = Split([.. frame[..(frame.Length / 2)], .. frame], [64], out var faults);
        Assert.Equal([frame], seen);
        Assert.Equal(1, faults);
    }

    [Fact]
    public void Read_FrameOverTheLimit_IsOneFaultAndTheNextComes()
    {
        var large = TestJpegs.Noise(4, 200, 200, 100);
        var small = TestJpegs.Noise(5);
        var splitter = new MjpegSplitter(large.Length - 1);
        var seen = Split([.. large, .. small], [500], out var faults, splitter);
        Assert.Equal([small], seen);
        Assert.Equal(1, faults);
        Assert.Single(Split(large, [500], out _, new MjpegSplitter(large.Length)));
    }

    [Fact]
    public void Read_EmptyPicture_IsNoFrame()
    {
        Assert.Empty(Split([0xFF, 0xD8, 0xFF, 0xD9, 0xFF, 0xD8, 0xFF, 0xD9], [3], out var faults));
        Assert.Equal(2, faults);
    }

    private static byte[] Rubbish(int seed)
    {
        var random = new Random(seed);
        var bytes = new byte[random.Next(40)];
        random.NextBytes(bytes);
        for (var i = 0; i < bytes.Length; i++)
            if (bytes[i] == 0xD8)
                bytes[i] = 0;
        return bytes;
    }

    private static List<byte[]> Split(byte[] stream, List<int> chunks, out int faults, MjpegSplitter? splitter = null)
    {
        splitter ??= new MjpegSplitter(Limit);
        var frames = new List<byte[]>();
        faults = 0;
        for (int at = 0, turn = 0; at < stream.Length; turn++)
        {
            var room = splitter.Room();
            var count = Math.Min(Math.Min(chunks[turn % chunks.Count], room.Length), stream.Length - at);
            stream.AsMemory(at, count).CopyTo(room);
            splitter.Advance(count);
            at += count;
            for (var result = splitter.Read(out var frame); result != SplitResult.NeedMore; result = splitter.Read(out frame))
            {
                if (result == SplitResult.Frame)
                    frames.Add(frame.ToArray());
                else
                    faults++;
            }
        }

        return frames;
    }
}
