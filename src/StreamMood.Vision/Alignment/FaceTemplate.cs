using System.Globalization;
using StreamMood.Contracts.Events;

namespace StreamMood.Vision.Alignment;

/// <summary>Where a model wants the five landmarks of a face, as fractions of its square crop's side (0 left or top, 1 right or bottom).</summary>
/// <param name="Points">The points in the order of <see cref="Landmarks"/>.</param>
public readonly record struct FaceTemplate(Landmarks Points)
{
    /// <summary>A template from ten fractions x1, y1, …, x5, y5.</summary>
    /// <exception cref="ArgumentException">When there are not ten, or the points fall together.</exception>
    public static FaceTemplate From(ReadOnlySpan<float> values)
    {
        if (values.Length != 10)
            throw new ArgumentException($"a face template has ten numbers, x1,y1,...,x5,y5; got {values.Length}", nameof(values));
        var template = new FaceTemplate(new Landmarks(
            new Point(values[0], values[1]), new Point(values[2], values[3]), new Point(values[4], values[5]),
            new Point(values[6], values[7]), new Point(values[8], values[9])));
        if (!(template.Points.LeftEye.X - template.Points.RightEye.X > 0.05f))
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"a face template's right eye (x {values[0]}) must stand left of its left eye (x {values[2]})"),
                nameof(values));
        return template;
    }
}
