namespace StreamMood.Vision.Emotions;

/// <summary>Logits to probabilities.</summary>
internal static class Softmax
{
    /// <summary>exp(logit / temperature), normalised; the largest logit is taken off first, so that nothing overflows.</summary>
    public static void Apply(ReadOnlySpan<float> logits, float temperature, Span<float> probabilities)
    {
        // Eight values: plain loops, in one order on every machine, since a frame worked on twice must give the same event.
        var largest = logits[0];
        foreach (var logit in logits)
            largest = MathF.Max(largest, logit);
        if (!float.IsFinite(largest))
        {
            // A broken model must not put NaN into events.
            probabilities.Fill(1f / probabilities.Length);
            return;
        }

        var sum = 0f;
        for (var i = 0; i < logits.Length; i++)
            sum += probabilities[i] = MathF.Exp((logits[i] - largest) / temperature);
        for (var i = 0; i < probabilities.Length; i++)
            probabilities[i] /= sum;
    }
}
