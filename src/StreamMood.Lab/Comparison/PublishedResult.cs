namespace StreamMood.Lab.Comparison;

/// <summary>An accuracy that others report.</summary>
/// <param name="Set">The data set, and the split where it is known.</param>
/// <param name="Model">The model.</param>
/// <param name="Accuracy">Per cent; null where it is not available.</param>
/// <param name="Source">Who says so.</param>
/// <param name="Remark">Protocol, and flaws that forbid a plain comparison; null for none known.</param>
public sealed record PublishedResult(string Set, string Model, double? Accuracy, string Source, string? Remark)
{
    private const string OnTest = "the checkpoint was chosen on the test split";

    /// <summary>What the report cites, best first within a set. Figures that could not be found say so.</summary>
    public static IReadOnlyList<PublishedResult> All { get; } =
    [
        new("FER2013 PrivateTest", "ResMaskingNet + 6 CNNs", 76.82, "github phamquiluan/ResidualMaskingNetwork", "ensemble"),
        new("FER2013 PrivateTest", "ResEmoteNet", 79.79, "its authors", "not reproduced: 71.57 with the authors' weights"),
        new("FER2013 PrivateTest", "EmoNeXt", 76.12, "github yelboudouri/EmoNeXt", "pretrained on ImageNet-22k"),
        new("FER2013 PrivateTest", "LHC-Net", 74.42, "its authors", "pretrained on ImageNet"),
        new("FER2013 PrivateTest", "ResMaskingNet", 74.14, "github phamquiluan/ResidualMaskingNetwork", "pretrained on ImageNet; a user reproduced at most 73.6"),
        new("FER2013 PrivateTest", "ResNet-18 with tricks, 11.2 M", 73.70, "github LetheSec/Fer2013-Facial-Emotion-Recognition-Pytorch", OnTest),
        new("FER2013 PrivateTest", "VGG, 29.9 M", 73.28, "Khaireddin and Chen 2021, arXiv 2105.03588", OnTest),
        new("FER2013 PrivateTest", "ResNet-34 / ResNet-18, 224 px", 72.05, "huggingface ToiTenBao/fer-mek-checkpoints", "pretrained on ImageNet; no leakage; ResNet-18 70.81"),
        new("FER2013 PrivateTest", "MobileNetV3-Small + SE, distilled, 1.2 M", 71.2, "its authors", "the teacher was pretrained on VGGFace2"),
        new("FER2013 PrivateTest", "mini-XCEPTION, 60 k", 66, "github oarriaga/face_classification", "the test splits steered early stopping"),
        new("FER2013", "people", 66.5, "Tang 2013, via Grillo 2025", "65 to 68"),
        new("FER2013", "CNN / VGG16, students' theses", 62, "Thaliath 2024 / Kajipuram 2024", "62 test against 99 train / 32 validation"),
        new("FER+ test, eight classes", "AU-ViT / SCN / VTFF", 90.15, "their authors", "pretrained on faces; 89.35 / 88.81"),
        new("FER+ test, eight classes", "EmoXNet ensemble / Lite", 85.07, "arXiv 2106.16126", "Lite 82.07"),
        new("FER+ test, eight classes", "VGG13, majority, reimplemented", 83.33, "github rezafuad/ferplus-keras", "mean of 5; Barsoum et al. 2016 (arXiv 1608.01041) report 83.85 to 84.99"),
        new("CK+, ten folds", "VGG19 from scratch", 94.65, "github WuJie1010", "random folds put near copies of a sequence on both sides"),
        new("RAF-DB", "OpenCV zoo MobileFaceNet", 88.27, "opencv_zoo README", null),
        new("AffectNet, eight classes", "EfficientNet-B2", 63.03, "EmotiEffLib README", "30 MB"),
        new("not stated", "Sun et al. 2023", null, "doi 10.1109/TII.2023.3253188", "accuracy not available"),
        new("not stated", "Bisogni et al. 2022", null, "doi 10.1109/TII.2022.3141400", "accuracy not available"),
        new("not stated", "Tshibangu and Tapamo 2024", null, "–", "accuracy not available"),
        new("not stated", "Ghosh 2023", null, "National College of Ireland", "accuracy not available"),
        new("not stated", "Gupta 2024", null, "–", "accuracy not available"),
    ];
}
