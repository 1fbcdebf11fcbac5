using StreamMood.Vision;
using StreamMood.Vision.Imaging;

namespace StreamMood.Pipeline.Inference;

/// <summary>A lane's decoder and detector, of the models in use. When those were replaced, the next frame is the new ones' first.</summary>
internal sealed class LaneFinder : IDisposable
{
    private const int WarmUpWidth = 640, WarmUpHeight = 480;

    private readonly ModelSlot _models;
    private readonly VisionOptions _options;
    private ModelGeneration? _generation;
    private FaceFinder? _finder;

    public LaneFinder(ModelSlot models, VisionOptions options)
    {
        _models = models;
        _options = options;
        Renew();
    }

    public FrameStatus Find(FrameWork work)
    {
        if (!_models.IsCurrent(_generation))
            Renew();
        work.Read(_generation!);
        return _finder!.Find(work.Jpeg, work.Faces);
    }

    public void Dispose()
    {
        _finder?.Dispose();
        _generation?.Release();
        (_finder, _generation) = (null, null);
    }

    // Run once before a frame comes: buffers grow and code is compiled while nobody waits.
    private void Renew()
    {
        Dispose();
        _generation = _models.Hold();
        _finder = FaceFinder.Create(_generation.Models.Detector, _generation.Models.Classifier, _options);
        using var encoder = new JpegEncoder();
        var blank = encoder.EncodeGray(new byte[WarmUpWidth * WarmUpHeight], WarmUpWidth, WarmUpHeight, WarmUpWidth, quality: 80);
        _finder.Find(blank.Span, new FoundFaces());
    }
}
