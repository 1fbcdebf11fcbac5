using System.Text.Json;

namespace StreamMood.Lab.Evaluation;

/// <summary>One category of songs.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Precision">Share of the songs taken for it that are.</param>
/// <param name="Recall">Share of its songs that are found.</param>
/// <param name="F1">2 P R / (P + R).</param>
/// <param name="Support">Its songs.</param>
/// <param name="Valence">Mean valence feature of its songs in standard deviations from the mean of all.</param>
/// <param name="Energy">Mean energy feature, likewise.</param>
public sealed record SongCategoryReport(string Label, double Precision, double Recall, double F1, int Support, double Valence, double Energy);

/// <summary>One genre in both sets.</summary>
/// <param name="Genre">Genre of emoMusic.</param>
/// <param name="Rated">Songs that people rated.</param>
/// <param name="HumanValence">Their mean valence, −1 to 1.</param>
/// <param name="HumanArousal">Their mean arousal, −1 to 1.</param>
/// <param name="Scored">Songs of the genre in the catalogue.</param>
/// <param name="ModelValence">Mean of P(happy) + P(calm) − P(energetic) − P(sad).</param>
/// <param name="ModelArousal">Mean of P(happy) + P(energetic) − P(calm) − P(sad).</param>
public sealed record GenreTransfer(
    string Genre, int Rated, double HumanValence, double HumanArousal, int Scored, double ModelValence, double ModelArousal);

/// <summary>How categories line up with human ratings.</summary>
/// <param name="Rated">Songs of emoMusic.</param>
/// <param name="Quadrants">Songs of emoMusic by quadrant: happy (V+A+), energetic (V−A+), calm (V+A−), sad (V−A−), divided at the scale's middle.</param>
/// <param name="HumanCorrelation">Correlation of human valence and arousal.</param>
/// <param name="FeatureCorrelation">Correlation of the features valence and energy in the labelled songs.</param>
/// <param name="SongsInBoth">Songs of emoMusic that stand in the catalogue, by title and artist.</param>
/// <param name="Genres">Genres with at least ten songs on both sides.</param>
/// <param name="ValenceRank">Spearman's rank correlation of human and model valence over the genres; null below four.</param>
/// <param name="ArousalRank">The same of arousal.</param>
/// <param name="Caveat">What this can and cannot say.</param>
public sealed record SongTransfer(
    int Rated, IReadOnlyDictionary<string, int> Quadrants, double HumanCorrelation, double FeatureCorrelation, int SongsInBoth,
    IReadOnlyList<GenreTransfer> Genres, double? ValenceRank, double? ArousalRank, string Caveat);

/// <summary>A song model on labelled songs.</summary>
/// <param name="Model"><c>name@version</c>.</param>
/// <param name="Sha256">Of its file.</param>
/// <param name="Data">The labelled songs.</param>
/// <param name="Songs">How many.</param>
/// <param name="SeenInTraining">Whether the model states that it was trained on this very file; then the figures say nothing about other songs.</param>
/// <param name="Accuracy">Share taken for their category.</param>
/// <param name="AccuracyCi">95 % bootstrap interval, artists drawn whole.</param>
/// <param name="MacroPrecision">Mean precision.</param>
/// <param name="MacroRecall">Mean recall.</param>
/// <param name="MacroF1">Mean F1.</param>
/// <param name="LogLoss">Mean −ln p(true category), nats.</param>
/// <param name="Ece">Expected calibration error, 15 bins.</param>
/// <param name="PerClass">The categories.</param>
/// <param name="Confusion">Rows are true, columns predicted.</param>
/// <param name="Transfer">Against human ratings; null when not asked for.</param>
public sealed record SongReport(
    string Model, string Sha256, string Data, int Songs, bool SeenInTraining, double Accuracy, double[] AccuracyCi, double MacroPrecision, double MacroRecall,
    double MacroF1, double LogLoss, double Ece, IReadOnlyList<SongCategoryReport> PerClass, int[][] Confusion, SongTransfer? Transfer)
{
    /// <summary>One line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, EvaluationJson.Default.SongReport);
}
