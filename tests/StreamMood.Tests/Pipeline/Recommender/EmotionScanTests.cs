using System.Text;
using FsCheck.Xunit;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Json;
using StreamMood.Mood;
using StreamMood.Pipeline.Recommender;
using StreamMood.Tests.Mood;

namespace StreamMood.Tests.Pipeline.Recommender;

public sealed class EmotionScanTests
{
    private readonly EmotionSampleReader _either = new();
    private readonly EmotionSampleReader _any = new();

    [Fact]
    public void TryRead_EventsAsWritten_AreReadByIt()
    {
        foreach (var value in Traffic.Make(new Random(1), 4, 30))
            Assert.True(new EmotionScan(EventJson.Write(value)).TryRead(new EmotionSample()));
    }

    [Property(MaxTest = 200)]
    public void TryRead_EventsDamagedInAnyWay_ReadAsAnyJsonDoes(int seed)
    {
        var random = new Random(seed);
        foreach (var value in Traffic.Make(random, 1, 4))
        {
            Same(EventJson.Write(value));
            for (var i = 0; i < 20; i++)
                Same(Damaged(random, EventJson.Write(value)));
        }
    }

    [Theory]
    [InlineData("2026-01-02T03:04:05Z")]
    [InlineData("2026-01-02T03:04:05.1234567+00:00")]
    [InlineData("2026-01-02T03:04:05.12345678+00:00")]
    [InlineData("2026-02-29T03:04:05Z")]
    [InlineData("2026-01-02T03:04:05+02:00")]
    [InlineData("2026-01-02T24:00:00Z")]
    [InlineData("2026-01-02T03:04:60Z")]
    [InlineData("2026-01-02T03:04:05.Z")]
    [InlineData("2026-01-02")]
    public void TryRead_Times_ReadAsAnyJsonDoes(string time) => Same(Written("2026-03-01T12:00:00+00:00", time));

    [Theory]
    [InlineData("1e-1")]
    [InlineData("0.123456789012")]
    [InlineData("00.5")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("-0.5")]
    [InlineData("-0")]
    [InlineData("-00.5")]
    [InlineData("1234567")]
    [InlineData("12345678")]
    [InlineData("1.234567")]
    [InlineData("1.2345678")]
    [InlineData("1.5E+2")]
    [InlineData("1.5e")]
    [InlineData("1e400")]
    [InlineData("1.2.3")]
    [InlineData("1:5")]
    [InlineData("1/5")]
    [InlineData("\u00B91")]
    [InlineData("-")]
    [InlineData("12345678901234567890")]
    [InlineData("null")]
    [InlineData("\"1\"")]
    public void TryRead_Numbers_ReadAsAnyJsonDoes(string number) => Same(Written("\"score\":0.9", $"\"score\":{number}"));

    private void Same(byte[] json)
    {
        var read = _any.TryReadAny(json);
        Assert.Equal(read, _either.TryRead(json));
        if (!read)
            return;
        var (expected, actual) = (_any.Sample, _either.Sample);
        Assert.Equal((expected.Camera, expected.Epoch, expected.Sequence, expected.Ticks, expected.HasFaces, expected.Models), (actual.Camera, actual.Epoch, actual.Sequence, actual.Ticks, actual.HasFaces, actual.Models));
        Assert.Equal(expected.Faces.ToArray(), actual.Faces.ToArray());
    }

    private static byte[] Written(string from, string to)
    {
        var text = Encoding.UTF8.GetString(EventJson.Write(EmotionEvents.Event("cam-1", 0, 0, EmotionEvents.Face(Emotion.Fear))));
        Assert.Contains(from, text, StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(text.Replace(from, to, StringComparison.Ordinal));
    }

    private static byte[] Damaged(Random random, byte[] json)
    {
        const string telling = "0123456789-+.eE,:[]{}\"\\ntZ \u00e9";
        var bytes = Encoding.UTF8.GetBytes(telling);
        var at = random.Next(json.Length);
        switch (random.Next(3))
        {
            case 0:
                json[at] = bytes[random.Next(bytes.Length)];
                return json;
            case 1:
                return [.. json[..at], bytes[random.Next(bytes.Length)], .. json[at..]];
            default:
                return [.. json[..at], .. json[(at + 1)..]];
        }
    }
}
