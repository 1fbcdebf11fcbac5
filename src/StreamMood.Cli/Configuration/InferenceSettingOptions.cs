namespace StreamMood.Cli.Configuration;

/// <summary>Options that write the inference settings, shared by <c>infer</c>, <c>demo</c>, <c>analyze</c> and <c>doctor</c>.</summary>
internal static class InferenceSettingOptions
{
    /// <summary>Where models run.</summary>
    public static SettingOption Provider() =>
        new("--provider", "inference.session.provider", "auto|cpu|cuda", "Where models run; cuda fails rather than fall back. Default auto.");

    /// <summary>The detector.</summary>
    public static SettingOption Detector() =>
        new("--detector", "inference.detector", "NAME|FILE", "Face detector: bundled, or an ONNX file of ours or YuNet.");

    /// <summary>The classifier.</summary>
    public static SettingOption Emotion() =>
        new("--emotion", "inference.emotion", "auto|NAME|FILE", "Emotion classifier: bundled, or an ONNX file. Default auto: the large bundled one on a GPU, the small one on the CPU.");

    /// <summary>The detector's input.</summary>
    public static SettingOption DetectorSize() =>
        new("--detector-size", "inference.vision.detectorSize", "PIXELS", "Long side of the picture the detector sees; more finds smaller faces, takes longer, and with the bundled detector misses very large ones. Default 320.");

    /// <summary>How old a frame may be.</summary>
    public static SettingOption MaxAge() =>
        new("--max-age", "inference.maxAge", "TIME", "Frames older than this, unless replayed, are skipped and counted; 0 skips none. Default 5s.");

    /// <summary>Threads.</summary>
    public static SettingOption Lanes() => new("--lanes", "inference.lanes", "N", "Threads that decode and detect. Default one a core.");
}
