using StreamMood.Contracts.Events;
using StreamMood.Vision.Alignment;
using StreamMood.Vision.Emotions;

namespace StreamMood.Vision.Models;

/// <summary>
/// Public models that StreamMood knows how to run. None travels with it; each is fetched from its publisher under its own
/// terms. Checksums are those of the publishers' own files.
/// </summary>
public static class PublicModels
{
    private const string Zoo = "https://github.com/opencv/opencv_zoo/raw/main/models/";
    private const string EmotiEff = "https://github.com/sb-ai-lab/EmotiEffLib/raw/main/models/affectnet_emotions/onnx/";
    private const string OnnxZoo = "https://github.com/onnx/models/raw/main/validated/vision/body_analysis/emotion_ferplus/model/";
    private const string Moved = "the ONNX zoo switched its large files off in July 2025; fetch the file from its successor on huggingface.co/onnxmodelzoo and give it with --from";

    private static readonly Emotion[] Eight = Enum.GetValues<Emotion>();
    private static readonly Emotion[] AffectNet8 =
        [Emotion.Anger, Emotion.Contempt, Emotion.Disgust, Emotion.Fear, Emotion.Happiness, Emotion.Neutral, Emotion.Sadness, Emotion.Surprise];

    private static readonly Emotion[] AffectNet7 = [.. AffectNet8.Where(e => e != Emotion.Contempt)];
    // The template of ArcFace (Deng et al. 2019, arXiv 1801.07698) for crops of 112 pixels.
    private static readonly FaceTemplate ArcFace = FaceTemplate.From(
        [38.2946f / 112, 51.6963f / 112, 73.5318f / 112, 51.5014f / 112, 56.0252f / 112, 71.7366f / 112, 41.5493f / 112, 92.3655f / 112, 70.7299f / 112, 92.2041f / 112]);

    private static readonly PixelScale[] ImageNet = [.. new (float Mean, float Deviation)[] { (.485f, .229f), (.456f, .224f), (.406f, .225f) }
        .Select(c => new PixelScale(c.Mean * 255, 1 / (c.Deviation * 255)))];

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<PublicModel> All { get; } = [.. Models().OrderBy(m => m.Name, StringComparer.Ordinal)];

    /// <summary>The model of a name; null when there is none.</summary>
    public static PublicModel? Find(string name) => All.FirstOrDefault(m => m.Name == name);

    /// <summary>The model that a file with these checksums is; null when it is none.</summary>
    public static PublicModel? Recognise(string sha256, string? gitBlob) => All.FirstOrDefault(m => m.Is(sha256, gitBlob));

    private static IEnumerable<PublicModel> Models()
    {
        yield return Yunet("yunet", "face_detection_yunet_2023mar.onnx", 232_589, "8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4", ".884/.866/.750");
        yield return Yunet("yunet-int8", "face_detection_yunet_2023mar_int8.onnx", 100_416, "321aa5a6afabf7ecc46a3d06bfab2b579dc96eb5c3be7edd365fa04502ad9294", ".881/.863/.750");
        yield return Yunet("yunet-int8bq", "face_detection_yunet_2023mar_int8bq.onnx", 122_489, "49f000ec501fef24739071fc7e68267d32209045b6822c0c72dce1da25726f10", ".885/.865/.750");

        yield return MobileFaceNet("mobilefacenet-fer", "_2022july.onnx", 4_791_892, "4f61307602fc089ce20488a31d4e4614e3c9753a7d6c41578c854858b183e1a9", "RAF-DB 88.27 %");
        yield return MobileFaceNet("mobilefacenet-fer-int8", "_2022july_int8.onnx", 1_364_007, "f0d7093aff10e2638c734c5f18a6a7eabd2b9239b20bdb9b8090865a6f69a1ed", "not available");
        yield return MobileFaceNet("mobilefacenet-fer-int8bq", "_2022july_int8bq.onnx", 1_376_702, "0c3eaf9d0a7d442c0aa3beb3234243e1cdff9ad8871fb3cec346e90874caf57d", "not available");

        yield return FerPlus("ferplus-8", "emotion-ferplus-8.onnx", 35_040_571, "a2a2ba6a335a3b29c21acb6272f962bd3d47f84952aaffa03b60986e04efa61c");
        yield return FerPlus("ferplus-7", "emotion-ferplus-7.onnx", 35_040_571, "f800ecfe8a41e6ebf675f5830146e1d0c5c491cd2292a3ef3494c901963d3e52");
        yield return FerPlus("ferplus-12-int8", "emotion-ferplus-12-int8.onnx", 19_300_656, "3e47195d79e9593294df9e81a6d296a1e10969b68a717284081c29493a0ff5f1");

        yield return Savchenko("enet-b0-8-best-vgaf", "enet_b0_8_best_vgaf", "49772db4e87ee6df57087fba131832a959e5c64d", 224, AffectNet8, "AffectNet 8: 61.32 %, 7: 64.57 %");
        yield return Savchenko("enet-b0-8-best-afew", "enet_b0_8_best_afew", "d87faf71e8756d68c701ffd88b4cde4be460f57d", 224, AffectNet8, "AffectNet 8: 60.95 %, 7: 64.63 %");
        yield return Savchenko("enet-b0-8-va-mtl", "enet_b0_8_va_mtl", "7ce9d6dd5b82b260bc19bfe7822a6ffa1abb6011", 224, AffectNet8, "AffectNet 8: 61.93 %, 7: 64.94 %", extra: 2);
        yield return Savchenko("enet-b2-8", "enet_b2_8", "a7cb612cbab1ce3d50dd52e57285fb2c7ea6d0d9", 260, AffectNet8, "AffectNet 8: 63.03 %, 7: 66.29 %");
        yield return Savchenko("enet-b2-7", "enet_b2_7", "cdd6a6070b72ed2e59e15e810ae0ecdbcb0f7626", 260, AffectNet7, "AffectNet 7: 66.34 %");
        yield return Savchenko("mobilevit-va-mtl", "mobilevit_va_mtl", "bed5781a1af9924536638ac3786603e124ee900e", 224, AffectNet8, "not available", extra: 2);
        yield return Savchenko("mbf-va-mtl", "mbf_va_mtl", "194db927ec135679e5cd0a267c5605e2e9d68e7e", 112, AffectNet8, "not available", extra: 2, halves: true);
    }

    private static PublicModel Yunet(string name, string file, long bytes, string sha256, string wider) => new()
    {
        Name = name, Kind = ModelKind.Detector, Address = new Uri($"{Zoo}face_detection_yunet/{file}"), Bytes = bytes, Sha256 = sha256,
        Licence = "MIT, Shiqi Yu", Published = $"WIDER FACE validation easy/medium/hard {wider}",
    };

    private static PublicModel MobileFaceNet(string name, string ending, long bytes, string sha256, string published) => new()
    {
        Name = name, Kind = ModelKind.Emotion, Bytes = bytes, Sha256 = sha256, Published = published,
        Address = new Uri($"{Zoo}facial_expression_recognition/facial_expression_recognition_mobilefacenet{ending}"),
        Licence = "Apache-2.0",
        Emotion = new EmotionSignature
        {
            Input = "data", Output = "label",
            Labels = [Emotion.Anger, Emotion.Disgust, Emotion.Fear, Emotion.Happiness, Emotion.Neutral, Emotion.Sadness, Emotion.Surprise],
            Crop = new CropShape(112, ArcFace, 1, CropColour.Rgb, Same(127.5f, 1 / 127.5f)),
        },
    };

    private static PublicModel FerPlus(string name, string file, long bytes, string sha256) => new()
    {
        Name = name, Kind = ModelKind.Emotion, Address = new Uri(OnnxZoo + file), Bytes = bytes, Sha256 = sha256, Licence = "MIT, Microsoft",
        Published = "FER+ about 84 to 85 % (Barsoum et al. 2016, arXiv 1608.01041)", Remark = Moved,
        Emotion = new EmotionSignature
        {
            Input = "Input3", Output = "Plus692_Output_0", Labels = Eight,
            Crop = new CropShape(64, null, 1.1f, CropColour.Grey, [new PixelScale(0, 1)]),
        },
    };

    private static PublicModel Savchenko(
        string name, string file, string gitBlob, int side, Emotion[] labels, string published, int extra = 0, bool halves = false) => new()
        {
            Name = name, Kind = ModelKind.Emotion, Address = new Uri($"{EmotiEff}{file}.onnx"), GitBlob = gitBlob, Published = published,
            Licence = "Apache-2.0",
            Remark = "trained on AffectNet and VGGFace2, whose own terms may bind",
            Emotion = new EmotionSignature
            {
                Input = "input", Output = "output", Labels = labels, Extra = extra,
                Crop = new CropShape(side, null, 1.1f, CropColour.Rgb, halves ? Same(127.5f, 1 / 127.5f) : ImageNet),
            },
        };

    private static PixelScale[] Same(float mean, float scale) => [new(mean, scale), new(mean, scale), new(mean, scale)];
}
