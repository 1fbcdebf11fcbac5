using Confluent.Kafka;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Json;
using StreamMood.Pipeline.Sink;

namespace StreamMood.Tests.Pipeline.Sink;

/// <summary>Against a receiver on loopback that fails, hangs, redirects and refuses.</summary>
public sealed class WebhookClientTests : IAsyncLifetime
{
    private readonly List<(string Path, IHeaderDictionary Headers, byte[] Body, DateTimeOffset At)> _requests = [];
    private readonly Queue<Func<HttpContext, Task>> _answers = new();
    private WebApplication? _receiver;

    private string Url => _receiver!.Urls.First() + "/mood";

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _receiver = builder.Build();
        _receiver.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            Func<HttpContext, Task>? answer;
            lock (_requests)
            {
                _requests.Add((context.Request.Path, new HeaderDictionary(context.Request.Headers.ToDictionary()), body.ToArray(), TimeProvider.System.GetUtcNow()));
                _answers.TryDequeue(out answer);
            }

            if (answer is not null)
                await answer(context);
        });
        await _receiver.StartAsync();
    }

    public async Task DisposeAsync() => await _receiver!.DisposeAsync();

    [Fact]
    public async Task Deliver_Taken_SendsTheTopicsBytesSignedOnce()
    {
        Environment.SetEnvironmentVariable("STREAMMOOD_TEST_SECRET", "whsec_" + Convert.ToBase64String(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray()));
        var e = Event();
        Assert.Equal(new WebhookOutcome(null, "", 1), await DeliverAsync(e, o => o.Secret = "${env:STREAMMOOD_TEST_SECRET}"));
        var (path, headers, body, _) = Assert.Single(_requests);
        Assert.Equal(("/mood", "application/json", e.Id, e.Id), (path, headers.ContentType.ToString(), headers["webhook-id"].ToString(), headers["ce-id"].ToString()));
        Assert.Equal(e.Body, body);
        // Computed anew from what arrived, as a receiver would.
        var signed = System.Text.Encoding.UTF8.GetBytes($"{headers["webhook-id"]}.{headers["webhook-timestamp"]}.{System.Text.Encoding.UTF8.GetString(body)}");
        var mac = System.Security.Cryptography.HMACSHA256.HashData(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray(), signed);
        Assert.Equal("v1," + Convert.ToBase64String(mac), headers["webhook-signature"].ToString());
    }

    [Fact]
    public void Sign_TheExampleOfTheSpecification_GivesItsSignature()
    {
        Assert.True(WebhookSignature.TryReadSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", out var key));
        Assert.Equal(
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            WebhookSignature.Sign(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}"u8));
    }

    [Theory]
    [InlineData(400, "rejected", 1)]
    [InlineData(404, "rejected", 1)]
    [InlineData(410, "gone", 1)]
    [InlineData(500, "gave-up", 3)]
    [InlineData(429, "gave-up", 3)]
    [InlineData(408, "gave-up", 3)]
    public async Task Deliver_AlwaysThisAnswer_EndsSo(int code, string reason, int attempts)
    {
        for (var i = 0; i < 5; i++)
            Answer(code);
        var outcome = await DeliverAsync(Event());
        Assert.Equal((reason, attempts), (outcome.Reason, outcome.Attempts));
        Assert.Contains($"answered {code}", outcome.Detail, StringComparison.Ordinal);
        Assert.Equal(attempts, _requests.Count);
        Assert.Single(_requests.Select(r => r.Headers["webhook-id"].ToString()).Distinct());
    }

    [Theory]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Deliver_Redirect_IsNotFollowed(int code)
    {
        _answers.Enqueue(c =>
        {
            c.Response.StatusCode = code;
            c.Response.Headers.Location = Url + "/elsewhere";
            return Task.CompletedTask;
        });
        Assert.Equal("redirected", (await DeliverAsync(Event())).Reason);
        Assert.Equal("/mood", Assert.Single(_requests).Path);
    }

    [Fact]
    public async Task Deliver_FailsTwiceThenTakes_IsDeliveredAndSaysWhy()
    {
        Answer(500);
        _answers.Enqueue(c =>
        {
            c.Abort();
            return Task.CompletedTask;
        });
        List<string> retried = [];
        Assert.Equal((null, 3), await DeliverAsync(Event(), retried: retried.Add) is var o ? (o.Reason, o.Attempts) : default);
        Assert.Equal(2, retried.Count);
    }

    [Fact]
    public async Task Deliver_ReceiverHangs_GivesTheAttemptUp()
    {
        for (var i = 0; i < 3; i++)
            _answers.Enqueue(c => Task.Delay(Timeout.Infinite, c.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default));
        var outcome = await DeliverAsync(Event(), o => o.Timeout = TimeSpan.FromMilliseconds(200));
        Assert.Equal(("gave-up", 3), (outcome.Reason, outcome.Attempts));
        Assert.Contains("did not answer within 0.2 s", outcome.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deliver_RetryAfter_IsWaitedForAndBounded()
    {
        Answer(429, "1");
        Answer(503, "3600");
        var outcome = await DeliverAsync(Event(), o => o.LongestRetryAfter = TimeSpan.FromSeconds(1));
        Assert.Equal((null, 3), (outcome.Reason, outcome.Attempts));
        Assert.True(_requests[1].At - _requests[0].At >= TimeSpan.FromSeconds(0.95));
        Assert.InRange((_requests[2].At - _requests[1].At).TotalSeconds, 0.95, 600);
    }

    [Fact]
    public async Task Deliver_StoppedWhileWaiting_IsStillToDo()
    {
        Answer(503, "600");
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DeliverAsync(Event(), retried: _ => stop.Cancel(), stop: stop.Token));
    }

    private void Answer(int code, string? retryAfter = null) => _answers.Enqueue(c =>
    {
        c.Response.StatusCode = code;
        if (retryAfter is not null)
            c.Response.Headers.RetryAfter = retryAfter;
        return Task.CompletedTask;
    });

    private async Task<WebhookOutcome> DeliverAsync(SinkEvent e, Action<WebhookOptions>? change = null, Action<string>? retried = null, CancellationToken stop = default)
    {
        var options = new WebhookOptions { Url = Url, Attempts = 3, Backoff = TimeSpan.FromMilliseconds(5) };
        change?.Invoke(options);
        using var client = new WebhookClient(options, TimeProvider.System);
        return await client.DeliverAsync(e, retried ?? (_ => { }), stop, CancellationToken.None);
    }

    internal static SinkEvent Event(string camera = "lobby", int end = 1, SongCategory category = SongCategory.Sad, string? zone = null, params RecommendedSong[] songs)
    {
        var at = new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero).AddSeconds(end);
        var value = new RecommendationEvent
        {
            Camera = camera, Zone = zone, WindowStart = at.AddSeconds(-1), WindowEnd = at, Category = category, Since = at.AddSeconds(-1), Target = default, Songs = songs.Length == 0 ? null : songs,
            Why = new RecommendationReason { Frames = 1, Faces = 1, Late = 0, Valence = 0, Arousal = 0, Confidence = 1, Filter = "none", Strategy = "match" },
        };
        return new SinkEvent(ControlRecord.Key(camera, zone is not null), RecommendationEvent.Id(value), at, value, EventJson.Write(value), new TopicPartitionOffset("t", 0, end), null);
    }
}
