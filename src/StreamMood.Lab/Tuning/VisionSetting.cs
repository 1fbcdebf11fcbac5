using System.Globalization;

namespace StreamMood.Lab.Tuning;

/// <summary>One way to set what lies between a picture and its scores.</summary>
/// <param name="DetectorSize">Long side of the detector's input in pixels; 0 where no face is looked for.</param>
/// <param name="ScoreThreshold">Least score of a face; 0 where no face is looked for.</param>
/// <param name="Margin">Side of the crop in sides of what the model asks for.</param>
/// <param name="Flip">Whether the mirrored crop is read too and both readings are averaged.</param>
public sealed record VisionSetting(int DetectorSize, float ScoreThreshold, float Margin, bool Flip)
{
    /// <summary>In words.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{(DetectorSize > 0 ? $"size={DetectorSize} threshold={ScoreThreshold:0.##} " : "")}margin={Margin:0.##} flip={(Flip ? "yes" : "no")}");
}
