using System.Collections;
using System.Net;
using System.Net.Sockets;
using StreamMood.Vision.Imaging;

namespace StreamMood.Tests.Cli;

public sealed class WrongInputTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("streammood-");

    public void Dispose() => _folder.Delete(true);

    [Theory]
    [InlineData("demo", "--bogus")]
    [InlineData("watch", "--bogus")]
    [InlineData("analyze", "--bogus", "x.jpg")]
    public async Task AnyVerb_UnknownOption_NamesIt(params string[] args) =>
        (await Call.RunAsync(args)).IsRefusedWith("'--bogus'", $"'streammood {args[0]} --help'");

    [Fact]
    public async Task UnknownVerb_IsNamed() => (await Call.RunAsync("wach")).IsRefusedWith("'wach'");

    [Theory]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("soon")]
    public async Task Demo_BadDuration_NamesItsValue(string duration) =>
        (await Call.RunAsync("demo", "--duration", duration)).IsRefusedWith("--duration", $"'{duration}'");

    [Fact]
    public async Task Demo_SeveralBadSettings_ReportsAllAtOnce()
    {
        var call = await Call.RunAsync("demo", "--cameras", "5000", "--fps", "0", "--window", "x");
        Assert.Equal(2, call.ExitCode);
        Assert.Equal(3, call.ErrorLines.Length);
    }

    [Fact]
    public async Task BenchTransport_MissingTools_IsSaidBeforeAnythingIsMeasured() =>
        (await Call.RunAsync("bench", "transport", "--kafka-tools", "/missing/bin")).IsRefusedWith("--kafka-tools /missing/bin", "name Kafka's bin folder");

    [Fact]
    public async Task Demo_MissingSource_NamesTheFile() =>
        (await Call.RunAsync("demo", "--source", "missing.mkv", "--duration", "5", "--log-level", "none")).IsRefusedWith("missing.mkv");

    [Fact]
    public async Task Demo_TextAsVideo_NamesTheFile() =>
        (await Call.RunAsync("demo", "--source", Text("notes.jpg"), "--duration", "5", "--log-level", "none")).IsRefusedWith("notes.jpg");

    [Fact]
    public async Task Demo_PictureThatCannotBeWritten_IsSaidBeforeAnythingRuns() =>
        (await Call.RunAsync("demo", "--duration", "5", "--picture", Path.Combine(_folder.FullName, "no", "x.svg"))).IsRefusedWith("--picture");

    [Fact]
    public async Task Demo_PortInUse_NamesIt()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        (await Call.RunAsync("demo", "--duration", "5", "--port", port)).IsRefusedWith(port, "in use");
    }

    [Fact]
    public async Task Demo_PortAndBootstrap_AreNotTakenTogether() =>
        (await Call.RunAsync("demo", "--port", "9092", "--bootstrap", "x:1")).IsRefusedWith("--port", "--bootstrap");

    [Fact]
    public async Task Analyze_MissingFile_NamesIt() => (await Call.RunAsync("analyze", "nowhere.jpg")).IsRefusedWith("'nowhere.jpg'");

    [Fact]
    public async Task Analyze_TextNamedJpg_SaysWhatItIsNot() => (await Call.RunAsync("analyze", Text("notes.jpg"))).IsRefusedWith("notes.jpg", "JPEG");

    [Fact]
    public async Task Analyze_HalfAJpeg_SaysItIsCut()
    {
        var jpeg = Jpeg();
        (await Call.RunAsync("analyze", Write("half.jpg", jpeg[..(jpeg.Length / 2)]))).IsRefusedWith("half.jpg", "cut short");
    }

    [Fact]
    public async Task Analyze_HeaderOfSixtyThousandPixels_IsRefusedByItsHeader()
    {
        var jpeg = Jpeg();
        var frame = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        for (var i = 5; i < 9; i += 2)
            (jpeg[frame + i], jpeg[frame + i + 1]) = (60000 >> 8, 60000 & 255);
        (await Call.RunAsync("analyze", Write("huge.jpg", jpeg))).IsRefusedWith("huge.jpg", "limit");
    }

    [Fact]
    public async Task Analyze_SomeReadSomeNot_EndsWithOneAndReportsBoth()
    {
        var call = await Call.RunAsync("analyze", Write("good.jpg", Jpeg()), Text("bad.jpg"), "--json");
        Assert.Equal(1, call.ExitCode);
        var lines = call.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("\"faces\":[]", lines[0], StringComparison.Ordinal);
        Assert.Contains("\"error\":", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Analyze_ModelThatIsNone_SaysWhatWasExpected()
    {
        var picture = Write("good.jpg", Jpeg());
        (await Call.RunAsync("analyze", picture, "--emotion", Text("model.onnx"))).IsRefusedWith("model.onnx", "ONNX");
        (await Call.RunAsync("analyze", picture, "--emotion", "streammood-detector")).IsRefusedWith("streammood-detector", "expected an emotion model");
        (await Call.RunAsync("analyze", picture, "--detector", "nothing")).IsRefusedWith("'nothing'", "streammood-detector");
    }

    [Theory]
    [InlineData("camera", "--count", "1")]
    [InlineData("infer")]
    [InlineData("recommend")]
    [InlineData("watch")]
    [InlineData("topics", "create")]
    [InlineData("topics", "list")]
    [InlineData("demo", "--duration", "5")]
    public async Task AnyRole_UnreachableBroker_NamesTheAddress(params string[] args)
    {
        var bootstrap = $"127.0.0.1:{ClosedPort()}";
        (await Call.RunAsync([.. args, "--bootstrap", bootstrap])).IsRefusedWith(bootstrap, "--bootstrap");
    }

    [Fact]
    public async Task AnyRole_NoBroker_SaysHowToNameOne() => (await Call.RunAsync("infer")).IsRefusedWith("--bootstrap");

    [Fact]
    public async Task Settings_UnknownKeyInFile_NamesFileAndNearestKey() =>
        (await Call.RunAsync("infer", "--config", Text("s.json", """{"kafka":{"bootstrp":"x:1"}}"""))).IsRefusedWith("s.json", "kafka.bootstrp", "kafka.bootstrap?");

    [Fact]
    public async Task Settings_BrokenFile_NamesLine() =>
        (await Call.RunAsync("infer", "--config", Text("s.json", "{\n \"kafka\": }"))).IsRefusedWith("s.json", "line 2");

    [Theory]
    [InlineData("""{"inference":{"maxBatch":9,"maxBatch":17}}""", "inference.maxBatch")]
    [InlineData("""{"inference":{"maxBatch":4,"MAXBATCH":17}}""", "inference.MAXBATCH")]
    [InlineData("""{"inference":{"maxBatch":4},"inference":{"maxBatch":17}}""", "inference")]
    [InlineData("""{"inference":{"maxBatch":4},"inference.maxBatch":17}""", "inference.maxBatch")]
    public async Task Settings_KeyTwiceInFile_IsRefused(string text, string key)
    {
        var file = Text("settings.json", text);
        (await Call.RunAsync("infer", "--bootstrap", "127.0.0.1:1", "--config", file)).IsRefusedWith($"--config {file}: {key} is given twice");
    }

    [Fact]
    public async Task Settings_KeysTwiceAndUnknownOne_AreReportedAtOnce()
    {
        var file = Text("settings.json", """{"inference":{"maxBatch":4,"maxBatch":4,"lanes":1,"lanes":1,"maxBotch":4}}""");
        var call = await Call.RunAsync("infer", "--bootstrap", "127.0.0.1:1", "--config", file);
        Assert.Equal((2, 3), (call.ExitCode, call.ErrorLines.Length));
    }

    [Theory]
    [InlineData("infer", "--bootstrap", "127.0.0.1:1", "--config")]
    [InlineData("demo", "--set", "camera.count=0", "--set", "camera.file=FOLDER")]
    [InlineData("plan", "--cameras", "10", "--bench")]
    [InlineData("catalogue")]
    [InlineData("report", "--bootstrap", "127.0.0.1:1")]
    [InlineData("infer", "--bootstrap", "127.0.0.1:1", "--client-file")]
    public async Task File_IsAFolder_SaysSo(params string[] args)
    {
        string[] call = args[^1].EndsWith("FOLDER", StringComparison.Ordinal) ? [.. args[..^1], args[^1].Replace("FOLDER", _folder.FullName, StringComparison.Ordinal)] : [.. args, _folder.FullName];
        (await Call.RunAsync(call)).IsRefusedWith(_folder.FullName, "it is a folder, not a file");
    }

    [Theory]
    [InlineData("analyze", "FILE", "--annotate", "FILE")]
    [InlineData("sink", "playlist", "--bootstrap", "127.0.0.1:1", "--out", "FILE")]
    public async Task Folder_IsAFile_SaysSo(params string[] args)
    {
        var file = Write("picture.jpg", Jpeg());
        (await Call.RunAsync([.. args.Select(a => a == "FILE" ? file : a)])).IsRefusedWith(file, "it is a file, not a folder");
    }

    [Fact]
    public async Task Camera_EmptySource_IsWhatIsRefused() =>
        (await Call.RunAsync("camera", "--bootstrap", "127.0.0.1:1", "--source", "")).IsRefusedWith("--source", "is empty");

    [Fact]
    public async Task Demo_NoCameras_IsRefusedInItsOwnWords() =>
        (await Call.RunAsync("demo", "--cameras", "0")).IsRefusedWith("--cameras 1 or more", "--source");

    [Fact]
    public async Task Settings_MissingFile_NamesIt() => (await Call.RunAsync("infer", "--config", "none.json")).IsRefusedWith("none.json", "no such file");

    [Fact]
    public async Task Settings_UnknownEnvironmentVariable_NamesIt() =>
        (await Call.RunAsync(new Hashtable { ["STREAMMOOD_INFERENCE__MAXBATSH"] = "3" }, "infer", "--bootstrap", "127.0.0.1:1"))
        .IsRefusedWith("STREAMMOOD_INFERENCE__MAXBATSH", "inference.maxBatch?");

    [Fact]
    public async Task Settings_UnknownKafkaClientKey_IsNamed() =>
        (await Call.RunAsync("infer", "--bootstrap", "127.0.0.1:1", "--set", "kafka.client.lingr.ms=5")).IsRefusedWith("lingr.ms");

    [Fact]
    public async Task Option_GivenTwice_IsRefused() =>
        (await Call.RunAsync("demo", "--fps", "5", "--fps", "6")).IsRefusedWith("--fps", "2 times");

    private static byte[] Jpeg()
    {
        using var encoder = new JpegEncoder();
        var pixels = new byte[160 * 120];
        new Random(1).NextBytes(pixels);
        return encoder.EncodeGray(pixels, 160, 120, 160, 90).ToArray();
    }

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private string Text(string name, string text = "these are words, not pixels") => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    private string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
