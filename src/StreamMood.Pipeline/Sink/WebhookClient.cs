using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using StreamMood.Contracts.Events;

namespace StreamMood.Pipeline.Sink;

/// <summary>What became of one event.</summary>
/// <param name="Reason">Null when it was delivered; else <c>gone</c>, <c>rejected</c>, <c>redirected</c> or <c>gave-up</c>.</param>
/// <param name="Detail">One line about why not.</param>
/// <param name="Attempts">Requests that it took.</param>
public readonly record struct WebhookOutcome(string? Reason, string Detail, int Attempts);

/// <summary>
/// Posts one event until the receiver takes it, refuses it, or the attempts are used up. Follows no redirect: where events go is the
/// operator's decision, not the receiver's. Thread-safe.
/// </summary>
public sealed class WebhookClient : ISinkTarget, IDisposable
{
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromMinutes(1);

    private readonly WebhookOptions _options;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly Uri _url;
    private readonly byte[]? _key;
    private readonly HttpClient _http;

    /// <summary>A client of the receiver in <paramref name="options"/>, which must be valid.</summary>
    public WebhookClient(WebhookOptions options, TimeProvider time, Random? random = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _time = time;
        _random = random ?? Random.Shared;
        _url = new Uri(options.Url!);
        _key = options.Key([]);
        _http = new HttpClient(
            new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(2), ConnectTimeout = options.Timeout })
        {
            Timeout = Timeout.InfiniteTimeSpan, // each attempt has its own
        };
    }

    /// <inheritdoc />
    public async Task<WebhookOutcome> DeliverAsync(SinkEvent e, Action<string> retried, CancellationToken stop, CancellationToken abort)
    {
        ArgumentNullException.ThrowIfNull(e);
        ArgumentNullException.ThrowIfNull(retried);
        for (var attempt = 1; ; attempt++)
        {
            stop.ThrowIfCancellationRequested();
            var (reason, detail, wait) = await TryAsync(e, attempt, abort);
            if (reason is null || reason != "gave-up")
                return new WebhookOutcome(reason, detail, attempt);
            if (attempt >= _options.Attempts)
                return new WebhookOutcome(reason, $"{detail}, after {attempt} attempts", attempt);
            retried(detail);
            await Task.Delay(wait, _time, stop);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private async Task<(string? Reason, string Detail, TimeSpan Wait)> TryAsync(SinkEvent e, int attempt, CancellationToken abort)
    {
        using var limit = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, abort);
        try
        {
            using var request = Request(e);
            // The answer's body says nothing that we need, and may never end.
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var code = (int)response.StatusCode;
            var detail = string.Create(CultureInfo.InvariantCulture, $"the receiver answered {code}");
            return code switch
            {
                >= 200 and < 300 => (null, "", default),
                >= 300 and < 400 => ("redirected", detail + ", and redirects are not followed", default),
                410 => ("gone", detail, default),
                408 or 425 or 429 or >= 500 => ("gave-up", detail, Wait(attempt, response.Headers.RetryAfter)),
                _ => ("rejected", detail, default),
            };
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !abort.IsCancellationRequested)
        {
            return ("gave-up", $"the receiver did not answer within {_options.Timeout.TotalSeconds:0.#} s", Wait(attempt, null));
        }
        catch (HttpRequestException failure)
        {
            return ("gave-up", $"the receiver cannot be reached ({failure.HttpRequestError})", Wait(attempt, null));
        }
    }

    private HttpRequestMessage Request(SinkEvent e)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = new ByteArrayContent(e.Body), Version = HttpVersion.Version11 };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(EventHeaders.JsonMedia);
        var headers = request.Headers;
        var timestamp = _time.GetUtcNow().ToUnixTimeSeconds();
        headers.TryAddWithoutValidation("user-agent", "StreamMood");
        headers.TryAddWithoutValidation(WebhookSignature.IdHeader, e.Id);
        headers.TryAddWithoutValidation(WebhookSignature.TimestampHeader, timestamp.ToString(CultureInfo.InvariantCulture));
        if (_key is not null)
            headers.TryAddWithoutValidation(WebhookSignature.SignatureHeader, WebhookSignature.Sign(_key, e.Id, timestamp, e.Body));
        // CloudEvents 1.0, HTTP in binary mode.
        headers.TryAddWithoutValidation("ce-specversion", EventHeaders.SpecVersionValue);
        headers.TryAddWithoutValidation("ce-id", e.Id);
        headers.TryAddWithoutValidation("ce-type", EventHeaders.RecommendationType);
        headers.TryAddWithoutValidation("ce-source", "/streammood/recommender");
        headers.TryAddWithoutValidation("ce-time", EventHeaders.FormatTime(e.Time));
        if (e.TraceParent is { } trace)
            headers.TryAddWithoutValidation(EventHeaders.TraceParent, trace);
        return request;
    }

    // Doubling, between half and all of it, so that many sinks that lost one receiver do not come back at one moment; and never
    // sooner than the receiver asks, within what an operator allows.
    private TimeSpan Wait(int attempt, RetryConditionHeaderValue? asked)
    {
        var most = Math.Min(_options.Backoff.Ticks * Math.Pow(2, Math.Min(attempt - 1, 20)), LongestBackoff.Ticks);
        var wait = TimeSpan.FromTicks((long)(most * (0.5 + _random.NextDouble() / 2)));
        var wanted = asked?.Delta ?? (asked?.Date is { } date ? date - _time.GetUtcNow() : TimeSpan.Zero);
        return wanted <= wait ? wait : wanted < _options.LongestRetryAfter ? wanted : _options.LongestRetryAfter;
    }
}
