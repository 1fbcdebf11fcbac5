namespace StreamMood.Pipeline.Camera.Synthetic;

/// <summary>
/// The grey of a person's skin, taken from where the face picture fades into the drawn head, so that no seam shows: a level and
/// a slope, fitted to the first face by least squares, and for each later face how far it has to be lightened to keep that level.
/// </summary>
internal sealed class SkinTone
{
    private const float Darkest = 60;
    private const float Lightest = 215;

    private readonly float[] _weights;
    private readonly float _total;
    private readonly float _slopeX;
    private readonly float _slopeY;
    private readonly float _middleX;
    private readonly float _middleY;

    /// <param name="shape">Where the face picture fades.</param>
    /// <param name="face">The first face, grey.</param>
    /// <param name="size">Its side.</param>
    public SkinTone(FigureShape shape, ReadOnlySpan<byte> face, int size)
    {
        var pixel = shape.Side / size;
        _weights = new float[face.Length];
        float sum = 0, sumX = 0, sumY = 0;
        for (var i = 0; i < face.Length; i++)
        {
            var (x, y) = (((i % size) + 0.5f) * pixel, ((i / size) + 0.5f) * pixel);
            var mask = shape.Mask(x, y);
            var weight = _weights[i] = mask * (1 - mask);
            _total += weight;
            sum += weight * face[i];
            sumX += weight * x;
            sumY += weight * y;
        }

        var mean = sum / _total;
        (_middleX, _middleY) = (sumX / _total, sumY / _total);

        // The ring is symmetric enough to fit each direction by itself.
        float xx = 0, yy = 0, xg = 0, yg = 0;
        for (var i = 0; i < face.Length; i++)
        {
            var (dx, dy) = ((((i % size) + 0.5f) * pixel) - _middleX, (((i / size) + 0.5f) * pixel) - _middleY);
            xx += _weights[i] * dx * dx;
            yy += _weights[i] * dy * dy;
            xg += _weights[i] * dx * (face[i] - mean);
            yg += _weights[i] * dy * (face[i] - mean);
        }

        (_slopeX, _slopeY) = (xg / xx, yg / yy);
        Mean = Math.Clamp(mean, Darkest, Lightest);
    }

    /// <summary>The level, 0 to 255.</summary>
    public float Mean { get; }

    /// <summary>The grey at a point of the face picture as it lies in the frame.</summary>
    public float At(float x, float y) =>
        Math.Clamp(Mean + (_slopeX * (x - _middleX)) + (_slopeY * (y - _middleY)), Darkest, Lightest);

    /// <summary>What to add to a face's pixels so that it fades into the head at the level of the first.</summary>
    public int Correction(ReadOnlySpan<byte> face)
    {
        var sum = 0f;
        for (var i = 0; i < face.Length; i++)
            sum += _weights[i] * face[i];
        return (int)MathF.Round(Mean - (sum / _total));
    }
}
