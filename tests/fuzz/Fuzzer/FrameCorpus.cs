using StreamMood.Pipeline.Camera;
using StreamMood.Pipeline.Camera.Synthetic;
using StreamMood.Vision.Imaging;

namespace StreamMood.Fuzzing;

/// <summary>Small pictures to be damaged: noise, waves and drawn faces; grey and colour, baseline and progressive, with a thumbnail, with restart markers' kin.</summary>
internal static class FrameCorpus
{
    private const int Progressive = 16384;

    public static byte[][] Draw()
    {
        using var encoder = new JpegEncoder();
        var pictures = new List<byte[]>();
        foreach (var (width, height) in (ReadOnlySpan<(int, int)>)[(16, 16), (33, 17), (64, 48), (97, 64)])
        {
            var (grey, colour) = (new byte[width * height], new byte[width * height * 3]);
            for (var i = 0; i < colour.Length; i++)
                colour[i] = (byte)(128 + (100 * Math.Sin(i / 3 % width / 9.0) * Math.Cos(i / 3 / width / 7.0 + i % 3)));
            new Random(width).NextBytes(grey);
            pictures.Add(encoder.EncodeGray(grey, width, height, width, 85).ToArray());
            pictures.Add(encoder.EncodeBgr(colour, width, height, width * 3, 80).ToArray());
            pictures.Add(EncodeProgressive(colour, width, height));
        }

        pictures.Add(Face());
        pictures.Add(Face());
        pictures.Add(WithThumbnail(pictures[^1], pictures[0]));
        return [.. pictures];
    }

    private static byte[] Face()
    {
        using var artist = new GeneratedFaceArtist(new CameraOptions().Generator);
        var scene = new SyntheticScene(new SourceSpec { Kind = SourceKind.Synthetic, Seed = 7 }, 160, 128, artist);
        var frame = new byte[160 * 128];
        scene.Draw(TimeSpan.FromSeconds(1), artist, frame);
        using var encoder = new JpegEncoder();
        return encoder.EncodeGray(frame, 160, 128, 160, 80).ToArray();
    }

    private static byte[] WithThumbnail(byte[] jpeg, byte[] thumbnail)
    {
        var length = thumbnail.Length + 2;
        return [0xFF, 0xD8, 0xFF, 0xE1, (byte)(length >> 8), (byte)length, .. thumbnail, .. jpeg[2..]];
    }

    private static unsafe byte[] EncodeProgressive(byte[] colour, int width, int height)
    {
        using var handle = TurboJpegHandle.Compressor();
        var buffer = new byte[(int)TurboJpeg.BufferSize(width, height, TurboJpeg.Subsample420)];
        var size = (nuint)buffer.Length;
        fixed (byte* source = colour, into = buffer)
        {
            var target = into;
            if (TurboJpeg.Compress(
                    handle.Value, source, width, width * 3, height, TurboJpeg.Bgr, &target, &size, TurboJpeg.Subsample420, 75,
                    TurboJpeg.NoReallocation | Progressive) != 0)
                throw new InvalidOperationException("no progressive JPEG could be made");
        }

        return buffer[..(int)size];
    }
}
