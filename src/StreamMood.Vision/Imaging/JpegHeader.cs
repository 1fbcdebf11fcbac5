using System.Buffers.Binary;

namespace StreamMood.Vision.Imaging;

/// <summary>
/// What a JPEG says about itself before its data (ITU-T T.81, annex B), read without decoding anything, so that limits hold
/// before the decoder reserves memory.
/// </summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Components">1 grey, 3 colour, 4 CMYK.</param>
/// <param name="Progressive">Whether the picture comes in several scans that refine each other.</param>
/// <param name="CoefficientBytes">Memory for all coefficients, which a progressive picture keeps at once; 0 otherwise.</param>
/// <param name="DataOffset">Where the first scan's marker stands.</param>
internal readonly record struct JpegHeader(
    int Width, int Height, int Components, bool Progressive, long CoefficientBytes, int DataOffset)
{
    private const byte StartOfImage = 0xD8;
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;

    public static FrameStatus Read(ReadOnlySpan<byte> jpeg, out JpegHeader header)
    {
        header = default;
        if (jpeg.Length < 2 || jpeg[0] != 0xFF || jpeg[1] != StartOfImage)
            return FrameStatus.NotJpeg;
        var at = 2;
        while (true)
        {
            // Fill bytes of FF may stand before any marker.
            while (at < jpeg.Length && jpeg[at] == 0xFF)
                at++;
            if (at >= jpeg.Length)
                return FrameStatus.Truncated;
            if (at == 2 || jpeg[at - 1] != 0xFF)
                return at == 2 ? FrameStatus.NotJpeg : FrameStatus.Corrupt;
            var marker = jpeg[at++];
            if (marker is >= 0xD0 and <= StartOfImage or 0x01)
                continue;
            if (marker is EndOfImage or 0)
                return FrameStatus.Corrupt;
            if (at + 2 > jpeg.Length)
                return FrameStatus.Truncated;
            var length = BinaryPrimitives.ReadUInt16BigEndian(jpeg[at..]);
            if (length < 2)
                return FrameStatus.Corrupt;
            if (marker == StartOfScan)
            {
                header = header with { DataOffset = at - 2 };
                return header.Width == 0 ? FrameStatus.Corrupt : FrameStatus.Ok;
            }

            if (at + length > jpeg.Length)
                return FrameStatus.Truncated;
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                var status = ReadFrame(jpeg.Slice(at + 2, length - 2), marker, out header);
                if (status != FrameStatus.Ok)
                    return status;
            }

            at += length;
        }
    }

    /// <summary>Whether an end-of-image marker stands anywhere behind the first scan.</summary>
    public bool HasEnd(ReadOnlySpan<byte> jpeg) => jpeg[DataOffset..].LastIndexOf([(byte)0xFF, EndOfImage]) >= 0;

    /// <summary>How many scans start behind the header, counted up to <paramref name="limit"/> + 1.</summary>
    public int CountScans(ReadOnlySpan<byte> jpeg, int limit)
    {
        var scans = 0;
        for (var rest = jpeg[DataOffset..]; scans <= limit; scans++)
        {
            var next = rest.IndexOf([(byte)0xFF, StartOfScan]);
            if (next < 0)
                break;
            rest = rest[(next + 2)..];
        }

        return scans;
    }

    private static FrameStatus ReadFrame(ReadOnlySpan<byte> body, byte marker, out JpegHeader header)
    {
        header = default;
        if (body.Length < 6)
            return FrameStatus.Corrupt;
        int height = BinaryPrimitives.ReadUInt16BigEndian(body[1..]);
        int width = BinaryPrimitives.ReadUInt16BigEndian(body[3..]);
        int components = body[5];
        if (body.Length < 6 + components * 3)
            return FrameStatus.Corrupt;
        // Baseline, extended and progressive Huffman; a height of 0 (given after the first scan) is legal but nobody writes it.
        if (marker is not (0xC0 or 0xC1 or 0xC2) || body[0] != 8 || components is not (1 or 3) || height == 0)
            return FrameStatus.Unsupported;
        if (width == 0)
            return FrameStatus.Corrupt;
        header = new JpegHeader(width, height, components, marker == 0xC2, 0, 0);
        if (header.Progressive)
            header = header with { CoefficientBytes = Coefficients(body, width, height, components) };
        return FrameStatus.Ok;
    }

    // Two bytes a coefficient; every component is padded to whole blocks of its sampling.
    private static long Coefficients(ReadOnlySpan<byte> body, int width, int height, int components)
    {
        int maxH = 1, maxV = 1;
        for (var i = 0; i < components; i++)
        {
            maxH = Math.Max(maxH, body[7 + i * 3] >> 4);
            maxV = Math.Max(maxV, body[7 + i * 3] & 15);
        }

        long bytes = 0;
        for (var i = 0; i < components; i++)
        {
            var columns = ((long)width * (body[7 + i * 3] >> 4) + maxH * 8 - 1) / (maxH * 8);
            var rows = ((long)height * (body[7 + i * 3] & 15) + maxV * 8 - 1) / (maxV * 8);
            bytes += columns * rows * 64 * 2;
        }

        return bytes;
    }
}
