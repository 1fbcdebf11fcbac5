using System.Net;
using System.Text.Json;
using StreamMood.Cli.Commands.Models;
using StreamMood.Contracts;
using StreamMood.Vision.Models;

namespace StreamMood.Tests.Cli;

public sealed class ModelsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streammood-pull-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task List_Json_HasEveryFieldAndTheBundledModels()
    {
        var call = await Call.RunAsync("models", "list", "--json");
        Assert.Equal(0, call.ExitCode);
        var lines = call.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToArray();
        Assert.Equal(
            "name kind bytes sha256 bundled default installed licence defaultOnGpu", string.Join(' ', lines[0].EnumerateObject().Select(p => p.Name)));
        foreach (var name in ModelFiles.Bundled)
        {
            var line = Assert.Single(lines, l => l.GetProperty("name").GetString() == name);
            Assert.True(line.GetProperty("bundled").GetBoolean());
            Assert.Equal(ModelFiles.ReleasedSha256(name), line.GetProperty("sha256").GetString());
        }

        Assert.Equal(
            [ModelFiles.DefaultDetector, ModelFiles.DefaultEmotion, ModelFiles.DefaultGenerator],
            lines.Where(l => l.GetProperty("default").GetBoolean()).Select(l => l.GetProperty("name").GetString()!));
        Assert.Equal(
            [ModelFiles.DefaultDetector, ModelFiles.LargeEmotion, ModelFiles.DefaultGenerator],
            lines.Where(l => l.GetProperty("defaultOnGpu").GetBoolean()).Select(l => l.GetProperty("name").GetString()!));
    }

    [Fact]
    public async Task Verify_Bundled_AreAsReleased()
    {
        var call = await Call.RunAsync("models", "verify", ModelFiles.DefaultDetector, ModelFiles.DefaultEmotion, ModelFiles.LargeEmotion, ModelFiles.DefaultGenerator);
        Assert.Equal((0, ""), (call.ExitCode, call.Error));
        Assert.Equal(4, call.Out.Split("as published").Length - 1);
    }

    [Fact]
    public async Task Show_PublicModel_NamesAddressChecksumAndTerms()
    {
        var call = await Call.RunAsync("models", "show", "yunet");
        Assert.Equal(0, call.ExitCode);
        foreach (var part in (string[])["MIT", "https://github.com/opencv", "sha256 8f2383e4", "WIDER"])
            Assert.Contains(part, call.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongInput_IsOneLine()
    {
        var file = Path.Combine(_folder, "other.onnx");
        File.WriteAllText(file, "something else");
        (await Call.RunAsync("models", "show", "nothing")).IsRefusedWith("'nothing'", "models list");
        (await Call.RunAsync("models", "pull", "nothing")).IsRefusedWith("'nothing'", "yunet");
        (await Call.RunAsync("models", "pull", ModelFiles.DefaultEmotion)).IsRefusedWith("travels with StreamMood");
        (await Call.RunAsync("models", "pull", "yunet", "--from", "nowhere.onnx")).IsRefusedWith("--from 'nowhere.onnx'");
        (await Call.RunAsync("models", "pull", "yunet", "--from", file)).IsRefusedWith("other.onnx is not yunet", "sha256 8f2383e4", "nothing was kept");
        (await Call.RunAsync("analyze", file, "--set", "inference.emotion=enet-b2-8")).IsRefusedWith("'enet-b2-8'", "streammood models pull enet-b2-8");
    }

    [Fact]
    public async Task FromPublisher_TheRightBytes_AreKeptWhole()
    {
        byte[] bytes = [1, 2, 3];
        var model = Model(Checksums.GitBlob(bytes));
        try
        {
            var path = await ModelPull.FromPublisherAsync(model, null, CancellationToken.None, new Answer(HttpStatusCode.OK, bytes));
            Assert.Equal(bytes, File.ReadAllBytes(path));
        }
        finally
        {
            File.Delete(ModelFiles.PulledPath(model));
        }
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, 3, "404")]
    [InlineData(HttpStatusCode.OK, 2, "nothing was kept")]
    public async Task FromPublisher_WrongAnswer_LeavesNothingBehind(HttpStatusCode status, int length, string part)
    {
        var model = Model(Checksums.GitBlob([1, 2, 3]));
        var error = await Assert.ThrowsAsync<UserErrorException>(
            () => ModelPull.FromPublisherAsync(model, null, CancellationToken.None, new Answer(status, new byte[length])));
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.Empty(Left(model));
    }

    [Fact]
    public async Task FromPublisher_CutOffOrCancelled_LeavesNothingBehind()
    {
        var model = Model(Checksums.GitBlob([1, 2, 3]));
        var error = await Assert.ThrowsAsync<UserErrorException>(
            () => ModelPull.FromPublisherAsync(model, null, CancellationToken.None, new Answer(HttpStatusCode.OK, null)));
        Assert.Contains("--from FILE", error.Message, StringComparison.Ordinal);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => ModelPull.FromPublisherAsync(model, null, cancelled.Token, new Answer(HttpStatusCode.OK, [1, 2, 3])));
        Assert.Empty(Left(model));
    }

    [SkippableFact]
    public void Recognise_YunetAsOthersPublishIt_IsFound()
    {
        var file = Path.Combine(Repository.Root, "..", "shared", "data", "detectors", "yunet_s_640_640.onnx");
        Skip.IfNot(File.Exists(file), "needs ../shared/data/detectors");
        var bytes = File.ReadAllBytes(file);
        Assert.Equal("yunet", PublicModels.Recognise(Checksums.Sha256(bytes), Checksums.GitBlob(bytes))?.Name);
    }

    [Fact]
    public void GitBlob_IsWhatGitSays() => Assert.Equal("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391", Checksums.GitBlob([]));

    private static string[] Left(PublicModel model) =>
        Directory.Exists(ModelFiles.PulledFolder) ? Directory.GetFiles(ModelFiles.PulledFolder, model.Name + "*") : [];

    private static PublicModel Model(string gitBlob) => new()
    {
        Name = $"test-{Guid.NewGuid():N}", Kind = ModelKind.Emotion, Address = new Uri("https://models.invalid/file.onnx"), GitBlob = gitBlob, Licence = "none",
    };

    private sealed class Answer(HttpStatusCode status, byte[]? bytes) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(status) { Content = bytes is null ? new StreamContent(new Cut()) : new ByteArrayContent(bytes) });
    }

    /// <summary>A connection that breaks after the first byte.</summary>
    private sealed class Cut : MemoryStream
    {
        private bool _begun;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_begun)
                throw new IOException("the connection was closed");
            _begun = true;
            buffer.Span[0] = 1;
            return ValueTask.FromResult(1);
        }
    }
}
