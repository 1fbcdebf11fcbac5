using System.Text.Json;

namespace StreamMood.Lab.Evaluation;

/// <summary>What <c>evaluate generator --json</c> prints for one classifier. Shares are 0 to 1.</summary>
/// <param name="Generator">The generator, <c>name@version</c>.</param>
/// <param name="Model">The classifier that read.</param>
/// <param name="Sha256">Of its file.</param>
/// <param name="Faces">Faces read; expressions that the classifier has no name for are left out.</param>
/// <param name="People">Identities.</param>
/// <param name="Accuracy">Share in which the asked expression was read.</param>
/// <param name="AccuracyCi">Its 95 % interval, people being drawn whole.</param>
/// <param name="MacroF1">Mean F1 over the expressions.</param>
/// <param name="PerClass">Each expression, in the order of <paramref name="Confusion"/>.</param>
/// <param name="Confusion">Rows asked, columns read.</param>
/// <param name="IdentitySpread">Mean difference in grey levels (0 to 255) between two people with the same expression.</param>
/// <param name="LeftOut">Expressions that the classifier has no name for.</param>
public sealed record GeneratorReport(
    string Generator, string Model, string Sha256, int Faces, int People, double Accuracy, double[] AccuracyCi, double MacroF1, IReadOnlyList<ClassReport> PerClass,
    int[][] Confusion, double IdentitySpread, IReadOnlyList<string> LeftOut)
{
    /// <summary>The report as one line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, EvaluationJson.Default.GeneratorReport);
}
