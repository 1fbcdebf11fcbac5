using System.ComponentModel.DataAnnotations;
using StreamMood.Vision;
using StreamMood.Vision.Models;

namespace StreamMood.Pipeline.Inference;

/// <summary>How the inference worker reads faces and moods from frames.</summary>
public sealed class InferenceOptions
{
    /// <summary>Face detector: a bundled model's name, or a file. Default <c>streammood-detector</c>.</summary>
    [Required]
    public string Detector { get; set; } = ModelFiles.DefaultDetector;

    /// <summary>
    /// Emotion classifier: a bundled model's name, a file, or <c>auto</c>, the default: <c>streammood-emotion-large</c> where it runs on
    /// a GPU, <c>streammood-emotion-small</c> on the CPU.
    /// </summary>
    [Required]
    public string Emotion { get; set; } = ModelFiles.Auto;

    /// <summary>Where models run and with how many threads each.</summary>
    [Required]
    public ModelSessionOptions Session { get; set; } = new();

    /// <summary>How frames are looked at.</summary>
    [Required]
    public VisionOptions Vision { get; set; } = new();

    /// <summary>Threads that decode and detect, 0 to 256. Default 0: one a core.</summary>
    [Range(0, 256)]
    public int Lanes { get; set; }

    /// <summary>Lanes that there are.</summary>
    internal int LaneCount => Lanes > 0 ? Lanes : Environment.ProcessorCount;

    /// <summary>
    /// Frames of all cameras that may wait for a lane before the worker stops reading, 1 to 1024, default 128. Brokers deliver frames
    /// in runs of one partition, so fewer would leave lanes idle while one camera's run is worked through.
    /// </summary>
    [Range(1, 1024)]
    public int MaxWaiting { get; set; } = 128;

    /// <summary>Most faces gathered into one batch, 1 to 256, default 16; on the CPU the classifier runs more than 32 in parts.</summary>
    [Range(1, 256)]
    public int MaxBatch { get; set; } = 16;

    /// <summary>How long a face waits for others to fill the batch, 0 to 1 s, default 5 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:01", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>
    /// Frames older than this, unless replayed, are skipped before they are decoded, and counted; 0 to a day, 0 skips none, default 5 s.
    /// When frames have come to wait for half of it, each camera's newest goes first and those before it are skipped.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How often the model files are looked at; a changed one is loaded, tried and taken into use between frames, or refused, and the
    /// old one stays. 0 to a day, 0 never, default 5 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan ReloadInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an orderly stop may take to finish what was begun, 0 to 5 min, default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
