using System.Globalization;
using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Vision.Imaging;

namespace StreamMood.Vision.Analysis;

/// <summary>Writes pictures with boxes, landmarks and labels into a folder, one JPEG a picture or frame.</summary>
internal sealed class Annotator : IDisposable
{
    private readonly string _folder;
    private readonly int _quality;
    private readonly JpegEncoder _encoder = new();
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    public Annotator(string folder, int quality)
    {
        (_folder, _quality) = (folder, quality);
        Guard(() => Directory.CreateDirectory(folder));
    }

    public void Write(MediaFrame frame, Picture picture, ReadOnlySpan<FaceObservation> faces)
    {
        // Thicker lines on larger pictures, so that they can still be seen when the picture is shown small.
        var unit = Math.Max(1, (Math.Min(picture.Width, picture.Height) + 240) / 480);
        foreach (var face in faces)
            Draw(new Canvas(picture, ColourOf(face.Track)), face, unit);
        var jpeg = _encoder.EncodeBgr(picture.Pixels, picture.Width, picture.Height, picture.Stride, _quality);
        var path = Path.Combine(_folder, Name(frame));
        Guard(() => File.WriteAllBytes(path, jpeg.Span));
    }

    public void Dispose() => _encoder.Dispose();

    private static void Draw(Canvas canvas, FaceObservation face, int unit)
    {
        var box = face.Box;
        canvas.Frame((int)box.X, (int)box.Y, (int)box.Right, (int)box.Bottom, unit);
        ReadOnlySpan<Point> points =
            [face.Landmarks.RightEye, face.Landmarks.LeftEye, face.Landmarks.Nose, face.Landmarks.RightMouth, face.Landmarks.LeftMouth];
        // On a small face larger dots would run together.
        var radius = box.Width < 40 * unit ? unit - 1 : unit;
        foreach (var point in points)
            canvas.Dot((int)MathF.Round(point.X), (int)MathF.Round(point.Y), radius);
        var text = string.Create(CultureInfo.InvariantCulture, $"{face.Track} {face.Label} {face.Confidence * 100:0}%");
        var above = (int)box.Y - (TinyFont.Height + 2) * unit;
        canvas.Label((int)box.X, above >= 0 ? above : (int)box.Bottom + unit, text, unit);
    }

    // Neighbouring tracks get far colours.
    private static (byte Blue, byte Green, byte Red) ColourOf(int track) => (track % 6) switch
    {
        1 => (80, 220, 80),
        2 => (60, 170, 255),
        3 => (255, 160, 60),
        4 => (200, 90, 255),
        5 => (80, 230, 240),
        _ => (230, 230, 90),
    };

    // picture.jpg → picture.jpg; video.mkv → video.mkv-00012.jpg; a second picture.jpg from another folder → picture-2.jpg.
    private string Name(MediaFrame frame)
    {
        if (!_names.TryGetValue(frame.Source, out var name))
        {
            var stem = frame.IsVideo ? Path.GetFileName(frame.Source) : Path.GetFileNameWithoutExtension(frame.Source);
            name = stem;
            for (var n = 2; _names.ContainsValue(name); n++)
                name = string.Create(CultureInfo.InvariantCulture, $"{stem}-{n}");
            _names[frame.Source] = name;
        }

        return frame.IsVideo
            ? string.Create(CultureInfo.InvariantCulture, $"{name}-{frame.Index:00000}.jpg")
            : name + ".jpg";
    }

    private void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"annotated pictures cannot be written to '{_folder}': {FileErrors.WhyNoFolder(e, _folder)}", e);
        }
    }
}
