using StreamMood.Vision.Models;
using StreamMood.Vision.Synthesis;

namespace StreamMood.Lab.Benchmarks;

/// <summary>The pictures that benchmarks of the whole worker send: 640 × 480 colour JPEGs, quality 85, with one or two generated faces.</summary>
public static class BenchmarkPictures
{
    /// <summary>What the pictures show, for reports.</summary>
    public const string Description = "640x480 colour JPEG, quality 85, one and two faces in turn";

    /// <summary>Draws pictures that differ in faces and noise; the same count gives the same pictures.</summary>
    /// <param name="count">How many.</param>
    public static IReadOnlyList<byte[]> Draw(int count)
    {
        using var generator = FaceGenerator.Load(ModelFiles.DefaultGenerator, new ModelSessionOptions { Provider = "cpu" });
        return [.. Enumerable.Range(0, count).Select(i => BenchmarkScene.Draw(generator, faces: 1 + i % 2, seed: i).Jpeg)];
    }
}
