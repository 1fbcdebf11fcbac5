using System.Buffers.Binary;
using System.Numerics;
using System.Numerics.Tensors;
using System.Security.Cryptography;
using StreamMood.Vision.Imaging;

namespace StreamMood.Lab.Datasets;

/// <summary>What is kept of a picture to recognise it again.</summary>
/// <param name="Exact">First eight bytes of the SHA-256 of size and grey pixels.</param>
/// <param name="Gradient">
/// Whether each of 9×8 average grey values is darker than its right neighbour (the difference hash of N. Krawetz, 2013).
/// </param>
/// <param name="Small">16×16 average grey values with mean 0 and length 1; empty for a picture of one grey.</param>
internal sealed record PictureFingerprint(ulong Exact, ulong Gradient, float[] Small)
{
    private const int MostBits = 8;
    private const float LeastCorrelation = 0.97f;

    public static PictureFingerprint Of(Picture grey, TensorResizer resizer)
    {
        Span<byte> size = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(size, grey.Width);
        BinaryPrimitives.WriteInt32LittleEndian(size[4..], grey.Height);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(size);
        hash.AppendData(grey.Pixels);

        Span<float> gradient = stackalloc float[9 * 8];
        resizer.Resize(grey, 9, 8, gradient, 9, 8, 0, 1);
        var bits = 0UL;
        for (var i = 0; i < 64; i++)
            if (gradient[i / 8 * 9 + i % 8] < gradient[i / 8 * 9 + i % 8 + 1])
                bits |= 1UL << i;

        var small = new float[16 * 16];
        resizer.Resize(grey, 16, 16, small, 16, 16, 0, 1);
        TensorPrimitives.Subtract(small, TensorPrimitives.Sum(small) / small.Length, small);
        var length = TensorPrimitives.Norm(small);
        if (length < 1)
            small = [];
        else
            TensorPrimitives.Divide(small, length, small);
        return new PictureFingerprint(BinaryPrimitives.ReadUInt64LittleEndian(hash.GetHashAndReset()), bits, small);
    }

    /// <summary>Whether the two look alike: at most 8 of 64 gradients differ and the small pictures correlate by 0.97 or more.</summary>
    public bool IsNear(PictureFingerprint other) =>
        BitOperations.PopCount(Gradient ^ other.Gradient) <= MostBits && Small.Length > 0 && other.Small.Length > 0
        && TensorPrimitives.Dot(Small, other.Small) >= LeastCorrelation;
}
