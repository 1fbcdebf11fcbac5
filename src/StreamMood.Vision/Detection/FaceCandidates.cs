using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using StreamMood.Contracts.Events;

namespace StreamMood.Vision.Detection;

/// <summary>Places of a detector's output whose score passes, decoded, ordered and freed of overlapping ones. Buffers are reused.</summary>
internal sealed class FaceCandidates
{
    // More than any picture has faces; bounds the quadratic suppression when a picture drives every place over the threshold.
    private const int Most = 1024;

    private Candidate[] _candidates = new Candidate[256];
    private int _count;

    /// <summary>Faces that passed, best first; valid until the next <see cref="Clear"/>.</summary>
    public ReadOnlySpan<Candidate> Kept => _candidates.AsSpan(0, _count);

    public void Clear() => _count = 0;

    /// <summary>
    /// Decodes one stride's outputs: score √(class × objectness), centre (column + b₀) s, (row + b₁) s, size exp(b₂) s,
    /// exp(b₃) s, points (k + column, row) s. Roots and exponentials are taken only where the product passes the squared threshold.
    /// </summary>
    public void Add(
        ReadOnlySpan<float> classes, ReadOnlySpan<float> objects, ReadOnlySpan<float> boxes, ReadOnlySpan<float> points,
        int columns, int stride, float threshold)
    {
        var least = threshold * threshold;
        var i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            ref var a = ref MemoryMarshal.GetReference(classes);
            ref var b = ref MemoryMarshal.GetReference(objects);
            var bound = Vector256.Create(least);
            for (; i + 8 <= classes.Length; i += 8)
            {
                var passed = Vector256.GreaterThanOrEqual(Vector256.LoadUnsafe(ref a, (nuint)i) * Vector256.LoadUnsafe(ref b, (nuint)i), bound);
                for (var mask = passed.ExtractMostSignificantBits(); mask != 0; mask &= mask - 1)
                    Decode(i + System.Numerics.BitOperations.TrailingZeroCount(mask), classes, objects, boxes, points, columns, stride);
            }
        }

        for (; i < classes.Length; i++)
            if (classes[i] * objects[i] >= least)
                Decode(i, classes, objects, boxes, points, columns, stride);
    }

    /// <summary>Greedy non-maximum suppression: of two that overlap more than <paramref name="overlap"/>, the better stays.</summary>
    public void Suppress(float overlap, int most)
    {
        var found = _candidates.AsSpan(0, _count);
        found.Sort();
        if (found.Length > Most)
            found = found[..Most];
        var kept = 0;
        for (var i = 0; i < found.Length && kept < most; i++)
        {
            var stays = true;
            for (var k = 0; k < kept && stays; k++)
                stays = found[k].Box.Iou(found[i].Box) <= overlap;
            if (stays)
                found[kept++] = found[i];
        }

        _count = kept;
    }

    private void Decode(
        int place, ReadOnlySpan<float> classes, ReadOnlySpan<float> objects, ReadOnlySpan<float> boxes, ReadOnlySpan<float> points,
        int columns, int stride)
    {
        var (row, column) = Math.DivRem(place, columns);
        var box = boxes.Slice(place * 4, 4);
        var (width, height) = (MathF.Exp(box[2]) * stride, MathF.Exp(box[3]) * stride);
        var (x, y) = ((column + box[0]) * stride - width / 2, (row + box[1]) * stride - height / 2);
        var p = points.Slice(place * 10, 10);
        if (!float.IsFinite(x + y + width + height + TensorPrimitives.Sum(p)))
            return;
        if (_count == _candidates.Length)
            Array.Resize(ref _candidates, _candidates.Length * 2);
        _candidates[_count] = new Candidate(
            MathF.Sqrt(MathF.Min(classes[place] * objects[place], 1)), _count,
            new Box(x, y, width, height),
            new Landmarks(At(p, 0), At(p, 1), At(p, 2), At(p, 3), At(p, 4)));
        _count++;

        Point At(ReadOnlySpan<float> values, int i) => new((values[2 * i] + column) * stride, (values[2 * i + 1] + row) * stride);
    }

    /// <summary>One place, in pixels of the detector's input; ordered by falling score, then by place, so that results never depend on the sort.</summary>
    public readonly record struct Candidate(float Score, int Order, Box Box, Landmarks Landmarks) : IComparable<Candidate>
    {
        public int CompareTo(Candidate other)
        {
            var byScore = other.Score.CompareTo(Score);
            return byScore != 0 ? byScore : Order.CompareTo(other.Order);
        }

        public static bool operator <(Candidate a, Candidate b) => a.CompareTo(b) < 0;

        public static bool operator >(Candidate a, Candidate b) => a.CompareTo(b) > 0;

        public static bool operator <=(Candidate a, Candidate b) => a.CompareTo(b) <= 0;

        public static bool operator >=(Candidate a, Candidate b) => a.CompareTo(b) >= 0;
    }
}
