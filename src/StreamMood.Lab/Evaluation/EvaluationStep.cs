namespace StreamMood.Lab.Evaluation;

/// <summary>How far an evaluation is.</summary>
/// <param name="Work">What is being done: a model's name, or <c>duplicates</c>.</param>
/// <param name="Done">Pictures done.</param>
/// <param name="Total">Pictures to do.</param>
public readonly record struct EvaluationStep(string Work, int Done, int Total);
