namespace StreamMood.Lab.Training.Learners;

/// <summary>exp(z) / Σ exp(z), in place.</summary>
internal static class Softmax
{
    /// <summary>Turns scores into probabilities and returns ln Σ exp(score).</summary>
    public static double Apply(Span<double> scores)
    {
        var most = double.NegativeInfinity;
        foreach (var score in scores)
            most = Math.Max(most, score);
        double sum = 0;
        for (var k = 0; k < scores.Length; k++)
            sum += scores[k] = Math.Exp(scores[k] - most);
        for (var k = 0; k < scores.Length; k++)
            scores[k] /= sum;
        return most + Math.Log(sum);
    }
}
