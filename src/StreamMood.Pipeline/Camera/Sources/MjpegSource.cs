using System.Net;

namespace StreamMood.Pipeline.Camera.Sources;

/// <summary>
/// A network camera that sends JPEGs over HTTP without end. Read by ourselves and not through ffmpeg: no child a camera, the
/// password on no command line, Basic and Digest both, the camera's own bytes untouched, and frames found by their own
/// structure, where ffmpeg believes a part's Content-Length and gives a stream up at a boundary it did not expect.
/// </summary>
internal sealed class MjpegSource : IFrameSource
{
    private static readonly string[] Refused = ["text/", "application/json", "application/xml"];

    private readonly SourceUrl _url;
    private readonly FrameStream _frames;
    private readonly HttpClient _client;
    private HttpResponseMessage? _answer;
    private Stream? _body;

    /// <param name="camera">The camera.</param>
    /// <param name="maxFrameBytes">Larger frames are let go.</param>
    /// <param name="time">The clock.</param>
    public MjpegSource(CameraSpec camera, int maxFrameBytes, TimeProvider time)
    {
        _url = camera.Source.Url!;
        _frames = new FrameStream(maxFrameBytes, new RateLimit(camera.Fps, time), time);
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            MaxAutomaticRedirections = 3,

            // A stream has no end that could be waited for.
            MaxResponseDrainSize = 0,
            Credentials = Credentials(_url.Uri),
        };

        // Between frames a camera may be silent; the runner knows for how long.
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("StreamMood");
    }

    /// <inheritdoc />
    public long Missed => 0;

    /// <inheritdoc />
    public long Damaged => _frames.Damaged;

    /// <inheritdoc />
    public async ValueTask<SourceRead> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            _body ??= await ConnectAsync(cancellationToken);
            if (await _frames.NextAsync(_body, cancellationToken) is { } read)
                return read;
            await CloseAsync();
            return new SourceRead(SourceStatus.Failed, default, $"{_url}: the camera ended the stream", CameraErrorKind.Ended);
        }
        catch (Exception e) when (e is HttpRequestException or IOException && !cancellationToken.IsCancellationRequested)
        {
            await CloseAsync();
            return new SourceRead(SourceStatus.Failed, default, _url.Redact($"{_url}: {e.Message}"), SourceErrors.Of(e));
        }
    }

    /// <inheritdoc />
    public async ValueTask CloseAsync()
    {
        if (_body is not null)
            await _body.DisposeAsync();
        _answer?.Dispose();
        (_body, _answer) = (null, null);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _client.Dispose();
    }

    private static CredentialCache? Credentials(Uri uri)
    {
        if (uri.UserInfo.Length == 0)
            return null;
        var parts = uri.UserInfo.Split(':', 2);
        var credential = new NetworkCredential(Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");

        // For this camera alone, wherever it may redirect to.
        var site = new Uri(uri.GetLeftPart(UriPartial.Scheme) + uri.Authority);
        return new CredentialCache { { site, "Digest", credential }, { site, "Basic", credential } };
    }

    private async Task<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        _frames.Restart();
        _answer = await _client.GetAsync(WithoutUser(_url.Uri), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!_answer.IsSuccessStatusCode)
            throw new SourceException(SourceErrors.Of(_answer.StatusCode), $"answers {(int)_answer.StatusCode} {_answer.StatusCode}");
        var type = _answer.Content.Headers.ContentType?.MediaType ?? "";
        if (Refused.Any(r => type.StartsWith(r, StringComparison.OrdinalIgnoreCase)))
            throw new SourceException(CameraErrorKind.Unreadable, $"answers {(type.Length > 60 ? type[..60] : type)} and not a stream of JPEGs");
        return await _answer.Content.ReadAsStreamAsync(cancellationToken);
    }

    private static Uri WithoutUser(Uri uri) => uri.UserInfo.Length == 0 ? uri : new UriBuilder(uri) { UserName = "", Password = "" }.Uri;
}
