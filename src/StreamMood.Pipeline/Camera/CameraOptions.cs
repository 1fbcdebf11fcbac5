using System.ComponentModel.DataAnnotations;
using StreamMood.Contracts.Events;
using StreamMood.Vision.Models;

namespace StreamMood.Pipeline.Camera;

/// <summary>
/// What a camera agent captures. Cameras come from <see cref="File"/>, <see cref="Count"/> and <see cref="Sources"/> together;
/// with none of them there is nothing to do, which is an error.
/// </summary>
public sealed class CameraOptions : IValidatableObject
{
    private CameraConsent? _assumed;

    /// <summary>A <c>cameras.json</c>, see <see cref="CamerasFile"/>. Default: none.</summary>
    public string? File { get; set; }

    /// <summary>Synthetic cameras <c>cam-1</c>, <c>cam-2</c>, … , 0 to 1000. Default 0.</summary>
    [Range(0, 1000)]
    public int Count { get; set; }

    /// <summary>
    /// Video files, pictures, folders of pictures, devices (<c>/dev/video0</c>) and addresses (<c>rtsp://…</c>, <c>http://…</c> for MJPEG), a
    /// camera each, named after the file or host. Default: none.
    /// </summary>
    [Required]
    public IReadOnlyList<string> Sources { get; set; } = [];

    /// <summary>Whether <see cref="Sources"/> start again at their end. Default true.</summary>
    public bool Loop { get; set; } = true;

    /// <summary>Consent of the people whom cameras see that have none of their own in <see cref="File"/>; <see cref="Sources"/> have none.</summary>
    [Required]
    public ConsentOptions Consent { get; set; } = new();

    /// <summary>Most frames a second a camera, 0.1 to 120, where <c>cameras.json</c> says nothing else. Default 10.</summary>
    [Range(CameraRange.MinFps, CameraRange.MaxFps)]
    public double Fps { get; set; } = 10;

    /// <summary>JPEG quality of synthetic cameras, 1 to 100. Default 80.</summary>
    [Range(CameraRange.MinQuality, CameraRange.MaxQuality)]
    public int Quality { get; set; } = CameraSpec.DefaultQuality;

    /// <summary>Width of synthetic cameras in pixels, 64 to 7680. Default 640.</summary>
    [Range(CameraRange.MinSide, CameraRange.MaxWidth)]
    public int Width { get; set; } = CameraSpec.DefaultWidth;

    /// <summary>Height of synthetic cameras in pixels, 64 to 4320. Default 480.</summary>
    [Range(CameraRange.MinSide, CameraRange.MaxHeight)]
    public int Height { get; set; } = CameraSpec.DefaultHeight;

    /// <summary>Seed of the synthetic cameras: the same seed gives the same rooms, people and scripts. 0 to 2147483647, default 1.</summary>
    [Range(0, int.MaxValue)]
    public int Seed { get; set; } = 1;

    /// <summary>The face generator of synthetic cameras: the name of a bundled one or an ONNX file. Default <c>streammood-generator</c>.</summary>
    [Required]
    public string Generator { get; set; } = ModelFiles.DefaultGenerator;

    /// <summary>Threads that draw synthetic pictures at one time, 0 to 64; 0, the default, takes half the cores.</summary>
    [Range(0, 64)]
    public int RenderThreads { get; set; }

    /// <summary>
    /// Frames of one camera handed to the producer and not yet acknowledged, 1 to 100. While that many are, the camera keeps only
    /// its newest frame, so that a slow broker neither fills memory nor makes frames old. Default 4.
    /// </summary>
    [Range(1, 100)]
    public int MaxInFlight { get; set; } = 4;

    /// <summary>
    /// How long a camera may give no frame before it counts as stalled and is started again, 100 ms to 10 min; never less than three
    /// intervals of its rate. Default 10 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How often <see cref="File"/> is looked at for cameras that were added, changed or removed, 0 s (never) to 1 h. A change is taken
    /// over once the file has stayed the same from one look to the next. Default 2 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Reload { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Whether a camera publishes fewer frames while the worker says that it must leave some of that camera's out: half as many at a time,
    /// down to <see cref="AdaptiveFloor"/>, and afterwards gradually more again. The others are dropped as <see cref="DropReason.Behind"/>.
    /// Default false.
    /// </summary>
    public bool AdaptiveRate { get; set; }

    /// <summary>Frames a second below which <see cref="AdaptiveRate"/> lowers no camera, 0.1 to 120. Default 1.</summary>
    [Range(CameraRange.MinFps, CameraRange.MaxFps)]
    public double AdaptiveFloor { get; set; } = 1;

    /// <summary>How long a stop may wait for acknowledgements before what is left counts as dropped, 0 s to 5 min. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Sources.Any(string.IsNullOrWhiteSpace))
            yield return new ValidationResult("a source is empty; give a file, a folder, a /dev/video device or an address", [nameof(Sources)]);
    }

    /// <summary>What holds where nothing is recorded; for a demo, before the agent starts.</summary>
    public void AssumeConsent(CameraConsent consent) => _assumed = consent;

    internal CameraConsent? ToConsent() => Consent.ToConsent() ?? _assumed;
}
