using System.Text.Json;
using System.Text.Json.Serialization;

namespace StreamMood.Lab.Tuning;

/// <summary>What <c>tune vision --json</c> prints. Shares are 0 to 1; everything but <see cref="TunedSetting.ChoosingAccuracy"/> is of the pictures that report.</summary>
public sealed record VisionTuningReport
{
    /// <summary>The data set.</summary>
    public required string Dataset { get; init; }

    /// <summary>Which labels.</summary>
    public required string Labels { get; init; }

    /// <summary>The split that chooses.</summary>
    public required string Split { get; init; }

    /// <summary>The split that reports; the same where one was dealt in two.</summary>
    public required string ReportSplit { get; init; }

    /// <summary>Pictures that choose.</summary>
    public required int Choosing { get; init; }

    /// <summary>Pictures that report.</summary>
    public required int Reporting { get; init; }

    /// <summary>The detector, <c>name@version</c>; null where the picture is the face.</summary>
    public required string? Detector { get; init; }

    /// <summary>The classifier.</summary>
    public required string Emotion { get; init; }

    /// <summary>Settings tried.</summary>
    public required int Tried { get; init; }

    /// <summary>Most false faces a picture that the choice was allowed; null where they are not known.</summary>
    public required double? FalseFacesAllowed { get; init; }

    /// <summary>The settings at present.</summary>
    public required TunedSetting Now { get; init; }

    /// <summary>The choice: the quickest that is no more than one standard error less accurate than the best.</summary>
    public required TunedSetting Chosen { get; init; }

    /// <summary>The most accurate of those that may be chosen.</summary>
    public required TunedSetting Best { get; init; }

    /// <summary>Those that no other beats in both time and accuracy, by the pictures that choose; the quickest first.</summary>
    public required IReadOnlyList<TunedSetting> Front { get; init; }

    /// <summary>The temperature that suits the settings at present, the choice and the best.</summary>
    public required IReadOnlyList<TunedTemperature> Temperatures { get; init; }

    /// <summary>Milliseconds and accuracy, on the pictures that choose, of every setting that keeps the bound on false faces; not in the JSON.</summary>
    [JsonIgnore]
    public IReadOnlyList<(double Ms, double Accuracy)> Points { get; init; } = [];

    /// <summary>What else to know, one line each.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>The report as one line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, TuningJson.Default.VisionTuningReport);
}

/// <summary>One setting and how it did.</summary>
/// <param name="DetectorSize">See <see cref="VisionSetting.DetectorSize"/>; null where no face is looked for.</param>
/// <param name="ScoreThreshold">See <see cref="VisionSetting.ScoreThreshold"/>; null where no face is looked for.</param>
/// <param name="Margin">See <see cref="VisionSetting.Margin"/>.</param>
/// <param name="Flip">See <see cref="VisionSetting.Flip"/>.</param>
/// <param name="Ms">Milliseconds to decode, detect and read a picture with one face, on one thread.</param>
/// <param name="ChoosingAccuracy">Share read rightly of the pictures that choose; a face not found is read wrongly.</param>
/// <param name="Accuracy">Likewise of those that report.</param>
/// <param name="AccuracyCi">Its 95 % interval.</param>
/// <param name="Gain">Accuracy gained over the settings at present.</param>
/// <param name="GainCi">Its 95 % interval by paired bootstrap.</param>
/// <param name="Found">Share of the labelled faces found.</param>
/// <param name="FalseFaces">Faces found where none are, a picture; null where that is not known.</param>
public sealed record TunedSetting(
    int? DetectorSize, float? ScoreThreshold, float Margin, bool Flip, double Ms, double ChoosingAccuracy, double Accuracy, double[] AccuracyCi,
    double Gain, double[] GainCi, double Found, double? FalseFaces)
{
    /// <summary>Whether the gain's interval leaves zero out, and on which side: 1, −1, or 0 for neither.</summary>
    public int Beyond => GainCi[0] > 0 ? 1 : GainCi[1] < 0 ? -1 : 0;
}

/// <summary>A temperature fitted on the pictures that choose.</summary>
/// <param name="Of"><c>now</c>, <c>chosen</c> or <c>best</c>.</param>
/// <param name="Model">The model's own temperature.</param>
/// <param name="Fitted">The one with the least negative log likelihood.</param>
/// <param name="EceModel">Calibration error of the pictures that report with the model's own.</param>
/// <param name="EceFitted">With the fitted one.</param>
/// <param name="NllModel">Negative log likelihood with the model's own; nats.</param>
/// <param name="NllFitted">With the fitted one.</param>
public sealed record TunedTemperature(string Of, double Model, double Fitted, double EceModel, double EceFitted, double NllModel, double NllFitted);

/// <summary>Source-generated JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(VisionTuningReport))]
internal sealed partial class TuningJson : JsonSerializerContext;
