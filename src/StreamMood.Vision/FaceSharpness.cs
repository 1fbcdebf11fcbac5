namespace StreamMood.Vision;

/// <summary>How sharp a face is in its aligned crop.</summary>
public static class FaceSharpness
{
    // Energy of the Laplacian over variance at which a crop counts half. Focused faces of 48 pixels and more lie around and above
    // it, such as were blurred by two pixels, or enlarged from 12, far below.
    private const float Half = 0.25f;

    /// <summary>0 (nothing but gradual changes) to 1: the more of a crop's contrast is in its finest detail, the sharper.</summary>
    /// <remarks>
    /// The variance of the Laplacian (Pech-Pacheco et al. 2000, Diatom autofocusing in brightfield microscopy), here over the
    /// variance of the crop itself, so that neither light nor contrast nor the classifier's scaling counts; that ratio r is brought
    /// to 0 … 1 as r / (r + 1/4). Noise looks sharp to any such measure.
    /// </remarks>
    /// <param name="crop">One plane, row by row, in any linear scale.</param>
    /// <param name="size">Its side in pixels, at least 3.</param>
    public static float Of(ReadOnlySpan<float> crop, int size)
    {
        if (size < 3 || crop.Length < size * size)
            return 0;
        // The shared offset is taken out first, or the sums of squares would lose the digits that matter.
        var offset = crop[size / 2 * size + size / 2];
        float sum = 0, squares = 0, edges = 0;
        for (var y = 1; y < size - 1; y++)
        {
            var above = crop.Slice((y - 1) * size, size);
            var row = crop.Slice(y * size, size);
            var below = crop.Slice((y + 1) * size, size);
            float rowSum = 0, rowSquares = 0, rowEdges = 0;
            for (var x = 1; x < row.Length - 1; x++)
            {
                var value = row[x] - offset;
                var edge = above[x] + below[x] + row[x - 1] + row[x + 1] - 4 * row[x];
                rowSum += value;
                rowSquares += value * value;
                rowEdges += edge * edge;
            }

            (sum, squares, edges) = (sum + rowSum, squares + rowSquares, edges + rowEdges);
        }

        var count = (size - 2) * (size - 2);
        var variance = squares / count - sum / count * (sum / count);
        // A plain surface has neither edges nor contrast.
        if (!(variance > 1e-9f))
            return 0;
        var ratio = edges / count / variance;
        return ratio / (ratio + Half);
    }
}
