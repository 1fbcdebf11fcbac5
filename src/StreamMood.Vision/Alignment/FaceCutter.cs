using StreamMood.Contracts.Events;
using StreamMood.Vision.Detection;
using StreamMood.Vision.Imaging;

namespace StreamMood.Vision.Alignment;

/// <summary>Cuts faces out of one picture after another in the planes a model wants. Owns scratch; not thread safe.</summary>
internal sealed class FaceCutter(CropShape crop)
{
    private readonly FaceWarp _warp = new(crop);
    private readonly Picture[] _planes = [.. Enumerable.Range(0, crop.Channels).Select(_ => new Picture())];
    private readonly Picture?[] _from = new Picture?[crop.Channels];

    /// <summary>Takes the picture that the next crops come from; it must stay as it is until they are cut.</summary>
    public void Use(Picture picture)
    {
        if (picture.Channels == 1)
        {
            _from.AsSpan().Fill(picture);
            return;
        }

        for (var p = 0; p < _planes.Length; p++)
        {
            if (crop.Colour == CropColour.Grey)
                picture.ToGrey(_planes[p]);
            else
                picture.ToPlane(crop.Colour == CropColour.Rgb ? 2 - p : p, _planes[p]);
            _from[p] = _planes[p];
        }
    }

    /// <inheritdoc cref="FaceWarp.Placement"/>
    public Similarity Placement(in Landmarks landmarks, in Box box) => _warp.Placement(landmarks, box);

    /// <summary>The placement of a face found in a source of which the picture in use is a reduction.</summary>
    /// <param name="face">In pixels of the source.</param>
    /// <param name="sx">Pixels of the picture a pixel of the source, across.</param>
    /// <param name="sy">And down.</param>
    public Similarity Placement(in DetectedFace face, float sx, float sy)
    {
        var (box, p) = (face.Box, face.Landmarks);
        return _warp.Placement(
            new Landmarks(At(p.RightEye), At(p.LeftEye), At(p.Nose), At(p.RightMouth), At(p.LeftMouth)),
            new Box(box.X * sx, box.Y * sy, box.Width * sx, box.Height * sy));

        Point At(Point point) => new(point.X * sx, point.Y * sy);
    }

    /// <summary>Cuts one crop, plane after plane.</summary>
    /// <param name="toPicture">From crop pixels to pixels of the picture in use.</param>
    /// <param name="target"><see cref="CropShape.Length"/> values.</param>
    public void Cut(Similarity toPicture, Span<float> target)
    {
        var plane = crop.Size * crop.Size;
        for (var p = 0; p < _from.Length; p++)
            _warp.Warp(_from[p]!, toPicture, crop.Pixels[p], target.Slice(p * plane, plane));
    }
}
