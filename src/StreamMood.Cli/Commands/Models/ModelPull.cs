using StreamMood.Contracts;
using StreamMood.Vision.Models;

namespace StreamMood.Cli.Commands.Models;

/// <summary>Brings public models here: checked before they are kept, moved into place whole.</summary>
internal static class ModelPull
{
    // Larger than any of them; a publisher's page that sends something else must not fill the disk.
    private const long Most = 200_000_000;

    /// <summary>Takes a file.</summary>
    /// <returns>Where the model lies now.</returns>
    /// <exception cref="UserErrorException">When it cannot be read or is another file.</exception>
    public static async Task<string> FromFileAsync(PublicModel model, string file, CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
            throw new UserErrorException($"--from '{file}': there is no such file");
        try
        {
            var source = File.OpenRead(file);
            await using (source)
                return await KeepAsync(model, source, file, null, cancellationToken);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new UserErrorException($"--from '{file}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Downloads from the publisher.</summary>
    /// <param name="model">Which.</param>
    /// <param name="progress">Told the bytes so far; null for none.</param>
    /// <param name="cancellationToken">Stops; nothing is kept then.</param>
    /// <param name="handler">How addresses are reached; null for the network.</param>
    /// <returns>Where the model lies now.</returns>
    /// <exception cref="UserErrorException">When it cannot be reached or is another file.</exception>
    public static async Task<string> FromPublisherAsync(
        PublicModel model, IProgress<long>? progress, CancellationToken cancellationToken, HttpMessageHandler? handler = null)
    {
        var hint = $"on a machine without internet, bring the file and use --from FILE{(model.Remark is { } remark ? $" ({remark})" : "")}";
        using var client = handler is null ? new HttpClient() : new HttpClient(handler, disposeHandler: false);
        try
        {
            using var response = await client.GetAsync(model.Address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!response.IsSuccessStatusCode)
                throw new UserErrorException($"{model.Address} answers {(int)response.StatusCode} {response.ReasonPhrase}; {hint}");
            var content = await response.Content.ReadAsStreamAsync(cancellationToken);
            await using (content)
                return await KeepAsync(model, content, model.Address.ToString(), progress, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new UserErrorException($"{model.Address} cannot be fetched: {e.Message.Split('\n')[0]}; {hint}", e);
        }
    }

    private static async Task<string> KeepAsync(PublicModel model, Stream source, string origin, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(ModelFiles.PulledFolder);
        var path = ModelFiles.PulledPath(model);
        var part = $"{path}.{Environment.ProcessId}.part";
        try
        {
            var (buffer, file) = (new byte[81_920], new MemoryStream());
            for (int read; (read = await source.ReadAsync(buffer, cancellationToken)) > 0; progress?.Report(file.Length))
            {
                file.Write(buffer, 0, read);
                if (file.Length > Most)
                    throw new UserErrorException($"{origin} is larger than {Most / 1_000_000} MB and so not {model.Name}");
            }

            var bytes = file.GetBuffer().AsMemory(0, (int)file.Length);
            if (!model.Is(Checksums.Sha256(bytes.Span), Checksums.GitBlob(bytes.Span)))
                throw new UserErrorException($"{origin} is not {model.Name}: its {bytes.Length} bytes do not have {model.Pinned}; nothing was kept");
            await File.WriteAllBytesAsync(part, bytes, cancellationToken);
            File.Move(part, path, overwrite: true);
            return path;
        }
        finally
        {
            File.Delete(part);
        }
    }
}
