using StreamMood.Pipeline.Camera;
using StreamMood.Pipeline.Camera.Editing;
using StreamMood.Tests.Vision;
using StreamMood.Vision.Imaging;

namespace StreamMood.Tests.Pipeline.Camera.Editing;

public sealed class FrameEditorTests
{
    [Fact]
    public void Edit_MaskRegionAndSize_InThatOrder()
    {
        var camera = Camera with
        {
            Masks = new PrivacyMasks([[new(0.5, 0), new(1, 0), new(1, 1), new(0.5, 1)]]), Region = new PictureRegion(0.25, 0.5, 0.5, 0.5), Width = 40,
        };
        var picture = Decode(Edit(camera, TestPictures.Jpeg(TestPictures.Draw(160, 120, (x, y) => y < 60 ? 60 : 200))));
        Assert.Equal((40, 30), (picture.Width, picture.Height));
        Assert.InRange(picture.Row(15)[5], 190, 210);
        Assert.InRange(picture.Row(15)[35], 0, 12);
    }

    [Fact]
    public void Edit_Smaller_IsNotEnlarged() =>
        Assert.Equal(64, Decode(Edit(Camera with { Width = 640, Quality = 50 }, TestPictures.Jpeg(TestPictures.Waves(64, 48)))).Width);

    [Fact]
    public void Edit_Colour_StaysColour()
    {
        var colour = new Picture();
        colour.Resize(64, 64, 3);
        for (var i = 0; i < colour.Pixels.Length; i += 3)
            (colour.Pixels[i], colour.Pixels[i + 1], colour.Pixels[i + 2]) = (40, 40, 200);
        using var decoder = new JpegDecoder(new PictureLimits());
        var picture = new Picture();
        decoder.Decode(Edit(Camera with { Region = new PictureRegion(0, 0, 1, 0.5) }, TestPictures.Jpeg(colour)), 3, 0, picture);
        Assert.Equal((64, 32), (picture.Width, picture.Height));
        Assert.InRange(picture.Row(10)[32], 190, 210);
    }

    [Fact]
    public void Edit_Broken_GivesNothing()
    {
        using var editor = new FrameEditor(Camera with { Quality = 50 });
        var jpeg = TestPictures.Jpeg(TestPictures.Waves(64, 48));
        Assert.Null(editor.Edit(jpeg[..^100]));
        Assert.Null(editor.Edit([1, 2, 3]));
        Assert.NotNull(editor.Edit(jpeg));
    }

    private static CameraSpec Camera => new() { Id = "c", Fps = 5, Source = new SourceSpec { Kind = SourceKind.Mjpeg } };

    private static byte[] Edit(CameraSpec camera, byte[] jpeg)
    {
        Assert.True(camera.NeedsEditing);
        using var editor = new FrameEditor(camera);
        return editor.Edit(jpeg)!;
    }

    private static Picture Decode(byte[] jpeg)
    {
        using var decoder = new JpegDecoder(new PictureLimits());
        var picture = new Picture();
        Assert.Equal(StreamMood.Vision.FrameStatus.Ok, decoder.Decode(jpeg, 1, 0, picture));
        return picture;
    }
}
