using Confluent.Kafka;
using StreamMood.Contracts.Events;
using StreamMood.Pipeline.Kafka;
using StreamMood.Vision.Imaging;

namespace StreamMood.IntegrationTests.Fixtures;

/// <summary>Frames made in code: black pictures with as many bright squares as faces are wanted.</summary>
internal static class TestFrames
{
    public const int Width = 160;
    public const int Height = 128;
    public const int MostFaces = 3;

    private static readonly byte[][] Jpegs = [.. Enumerable.Range(0, MostFaces + 1).Select(Draw)];

    /// <summary>A picture that the test detector finds so many faces in.</summary>
    public static byte[] Jpeg(int faces) => Jpegs[faces];

    /// <summary>How many faces the frame of a number shows.</summary>
    public static int Faces(long sequence) => (int)(sequence % (MostFaces + 1));

    public static Message<string, byte[]> Message(string camera, long sequence, DateTimeOffset capturedAt) =>
        EventMessages.Frame(new FrameId(camera, 1, sequence), capturedAt, Jpeg(Faces(sequence)), ConsentBases.Synthetic);

    private static byte[] Draw(int faces)
    {
        var pixels = new byte[Width * Height];
        for (var face = 0; face < faces; face++)
            for (var y = 0; y < 8; y++)
                pixels.AsSpan((56 + y) * Width + 24 + face * 48, 8).Fill(255);
        using var encoder = new JpegEncoder();
        return encoder.EncodeGray(pixels, Width, Height, Width, quality: 95).ToArray();
    }
}
