using System.Numerics.Tensors;

namespace StreamMood.Vision.Emotions;

/// <summary>Logits to probabilities.</summary>
internal static class Softmax
{
    /// <summary>exp(logit / temperature), normalised; the largest logit is taken off first, so that nothing overflows.</summary>
    public static void Apply(ReadOnlySpan<float> logits, float temperature, Span<float> probabilities)
    {
        var largest = TensorPrimitives.Max(logits);
        if (!float.IsFinite(largest))
        {
            // A broken model must not put NaN into events.
            probabilities.Fill(1f / probabilities.Length);
            return;
        }

        var sum = 0f;
        for (var i = 0; i < logits.Length; i++)
            sum += probabilities[i] = MathF.Exp((logits[i] - largest) / temperature);
        TensorPrimitives.Divide(probabilities, sum, probabilities);
    }
}
