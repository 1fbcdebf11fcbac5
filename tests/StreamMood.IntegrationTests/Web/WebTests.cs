using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using StreamMood.Cli.Web;
using StreamMood.Cli.Web.Board;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Json;
using StreamMood.Contracts.Topics;
using StreamMood.IntegrationTests.Fixtures;

namespace StreamMood.IntegrationTests.Web;

public sealed class WebTests : IDisposable
{
    private readonly EmbeddedTestBroker _broker = new();
    private readonly HttpClient _http = new();

    public void Dispose()
    {
        _http.Dispose();
        _broker.Dispose();
    }

    [Fact]
    public async Task Board_FleetInTheTopics_HoldsTheNewestOfEachAndTheDeadLetters()
    {
        using var fleet = new MadeFleet(_broker, 12);
        fleet.Publish(20);
        fleet.Dead("cam-3", "the JPEG <b>ends</b> early");
        fleet.Send(TopicNames.Recommendations, new() { Key = "cam-1", Value = "no event"u8.ToArray() });
        fleet.Flush();
        await using var server = await WebServer.StartAsync(_broker, zones: fleet.Zones);
        var newest = TestTopic.Read(_broker, TopicNames.Recommendations).Select(r => r.Message.Value).Where(v => v[0] == '{').Select(v => EventJson.ReadRecommendation(v))
            .GroupBy(r => ControlRecord.Key(r.Camera, r.Zone is not null)).ToDictionary(g => g.Key, g => g.MaxBy(r => r.WindowEnd)!);

        BoardSnapshot board = await BoardAsync(server);
        await Poll.UntilAsync(
            async () => (board = await BoardAsync(server)).Totals is { DeadLetters: 1, Unreadable: 1 }
                && newest.All(n => board.Cards.Any(c => c.Id == n.Key && c.Mood?.End == n.Value.WindowEnd.ToUnixTimeMilliseconds())),
            "the board has all");

        Assert.All(newest, n =>
        {
            var card = board.Cards.Single(c => c.Id == n.Key);
            Assert.Equal(n.Value.WindowEnd.ToUnixTimeMilliseconds(), card.Mood!.End);
            Assert.Equal(n.Value.Category.Name(), card.Choice!.Category);
            Assert.Equal(n.Value.Songs?[0].Title, card.Choice.Song);
        });
        Assert.Equal("the JPEG <b>ends</b> early", board.Dead.Single().Message);
        Assert.Equal("stage", board.Cards.Single(c => c.Id == "cam-2").Zone);
        Assert.False(board.Writable);
    }

    [Fact]
    public async Task Events_AfterALostConnection_GoOnWhereTheyStoodAndAnOtherRunBeginsAnew()
    {
        using var fleet = new MadeFleet(_broker, 3);
        fleet.Publish(3);
        await using var server = await WebServer.StartAsync(_broker);
        await Poll.Until(() => Board(server).Cards.Count >= 3, "the board has the cameras");
        var first = await FirstEventAsync(server, null);
        Assert.Equal("snapshot", first.Name);

        fleet.Publish(0);
        await Poll.Until(() => server.Hub.Snapshot().Seq > first.Seq, "there is a delta");
        var next = await FirstEventAsync(server, first.Id);
        Assert.Equal(("delta", first.Seq + 1), (next.Name, next.Seq));
        Assert.Equal("snapshot", (await FirstEventAsync(server, "other-" + first.Seq)).Name);
        Assert.Equal("snapshot", (await FirstEventAsync(server, server.Hub.Epoch + "-999999")).Name);
    }

    [Fact]
    public async Task Events_ReaderThatTakesNothing_HoldsNothingUpAndMissesNothingForGood()
    {
        using var fleet = new MadeFleet(_broker, 60);
        fleet.Publish(60);
        await using var server = await WebServer.StartAsync(_broker);
        await Poll.Until(() => Board(server).Cards.Count(c => c.Mood is not null) >= 60, "the board has the cameras");
        using var slow = new TcpClient { ReceiveBufferSize = 4096 };
        var address = new Uri(server.Address);
        await slow.ConnectAsync(address.Host, address.Port);
        await slow.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET /api/events HTTP/1.1\r\nHost: {address.Authority}\r\n\r\n"));
        var seq = server.Hub.Snapshot().Seq;
        for (var i = 0; i < 8; i++)
        {
            var before = server.Hub.Snapshot().Seq;
            fleet.Publish(0);
            await Poll.Until(() => server.Hub.Snapshot().Seq > before, "deltas go on");
        }

        Assert.True(server.Hub.Snapshot().Seq >= seq + 8);
        Assert.Equal("snapshot", (await FirstEventAsync(server, null)).Name);
    }

    [Fact]
    public async Task Page_Files_HaveAPolicyWithoutInlineScriptsAndNothingFromElsewhere()
    {
        await using var server = await WebServer.StartAsync(_broker);
        var page = await _http.GetAsync(server.Address + "/");
        var html = await page.Content.ReadAsStringAsync();
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'; script-src 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", html, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", html, StringComparison.Ordinal);
        foreach (var (name, bytes) in PageFiles.Sizes)
        {
            var file = await _http.GetAsync($"{server.Address}/app/{name}");
            Assert.Equal((HttpStatusCode.OK, bytes), (file.StatusCode, (await file.Content.ReadAsByteArrayAsync()).Length));
        }

        Assert.True(PageFiles.Sizes.Sum(f => f.Bytes) < 100_000);
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync(server.Address + "/app/..%2fstreammood.dll")).StatusCode);
    }

    [Fact]
    public async Task Control_WithoutTokenInTheHeader_IsRefusedAndWithItHoldsAndCanBeUndone()
    {
        await using var readOnly = await WebServer.StartAsync(_broker);
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(readOnly, """{"card":"cam-1","action":"pause"}""", null)).StatusCode);

        await using var server = await WebServer.StartAsync(_broker, token: true, zones: [("lobby", "cam-1,cam-2")]);
        Assert.Equal(HttpStatusCode.Unauthorized, (await _http.GetAsync(server.Address + "/api/board")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(server, """{"card":"cam-1","action":"pause"}""", null)).StatusCode);
        // What another site can make a browser send: the cookie, and a form's media type.
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(server, """{"card":"cam-1","action":"pause"}""", null, cookie: true)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(server, """{"card":"cam-1","action":"pin","category":"calm","minutes":5}""", WebServer.Token)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(server, """{"card":"zone:lobby","action":"strategy","strategy":"iso"}""", WebServer.Token)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(server, """{"card":"cam-1","action":"undo"}""", WebServer.Token)).StatusCode);
        foreach (var wrong in (string[])["""{"card":"cam-1","action":"pin","category":"loud"}""", """{"card":"zone:attic","action":"pause"}""", "[]", "no", """{"card":"cam-2","action":"undo"}"""])
            Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(server, wrong, WebServer.Token)).StatusCode);

        var records = TestTopic.Read(_broker, TopicNames.Control).ToDictionary(r => (r.Message.Key, r.Offset), r => EventJson.ReadControl(r.Message.Value));
        var camera = records.Where(r => r.Key.Key == "cam-1").MaxBy(r => r.Key.Offset.Value).Value;
        Assert.Equal([ControlKind.Pin, ControlKind.Unpin], camera.Decisions.Select(d => d.Kind));
        Assert.Equal((SongCategory.Calm, "page"), (camera.Decisions[0].Category, camera.Decisions[0].By));
        await Poll.Until(() => Board(server).Cards.SingleOrDefault(c => c.Id == "zone:lobby")?.Control?.Strategy == "iso", "the page knows");
        await Poll.Until(() => Board(server).Cards.SingleOrDefault(c => c.Id == "cam-1")?.Control is { Pinned: null, Last: "unpin" }, "the page knows that too");
    }

    [Fact]
    public async Task Report_FleetInTheTopics_IsAPageWithItsCamerasAndCounts()
    {
        using var fleet = new MadeFleet(_broker, 6);
        fleet.Publish(30);
        fleet.Dead("cam-3", "ends early");
        fleet.Flush();
        var path = Path.Combine(Path.GetTempPath(), $"streammood-{Guid.NewGuid():N}.html");
        try
        {
            using var report = Cli.Program.Start("report", path, "--json", "--bootstrap", _broker.Options().Bootstrap!);
            Assert.Equal(0, await report.ExitCodeAsync());
            var page = await File.ReadAllTextAsync(path);
            var recommendations = TestTopic.Read(_broker, TopicNames.Recommendations).Count;
            Assert.Contains($"<dt>Recommendations</dt><dd>{recommendations} ", page, StringComparison.Ordinal);
            Assert.Contains("zone lobby", page, StringComparison.Ordinal);
            Assert.Contains("ends early", page, StringComparison.Ordinal);
            Assert.DoesNotContain("<script", page, StringComparison.Ordinal);

            var figures = JsonDocument.Parse(report.Out).RootElement;
            Assert.Equal(("report", recommendations), (figures.GetProperty("kind").GetString(), figures.GetProperty("categories").EnumerateObject().Sum(c => c.Value.GetInt32())));
            Assert.Equal(recommendations, figures.GetProperty("windowToRecommendationMs").GetProperty("count").GetInt32());
            var camera = figures.GetProperty("cameras").GetProperty("cam-3");
            Assert.Equal((1, "live"), (camera.GetProperty("deadLetters").GetInt32(), camera.GetProperty("said").GetProperty("state").GetString()));
            Assert.True(figures.GetProperty("cameras").TryGetProperty("zone:lobby", out _));
            Assert.Equal("ends early", figures.GetProperty("deadLetters")[0].GetProperty("last").GetString());
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static BoardSnapshot Board(WebServer server) => JsonSerializer.Deserialize(server.Hub.Snapshot().Json, BoardJson.Default.BoardSnapshot)!;

    private async Task<BoardSnapshot> BoardAsync(WebServer server) =>
        (await _http.GetFromJsonAsync(server.Address + "/api/board", BoardJson.Default.BoardSnapshot))!;

    private async Task<HttpResponseMessage> PostAsync(WebServer server, string json, string? token, bool cookie = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Address + "/api/control") { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (cookie)
            request.Headers.Add("Cookie", $"streammood={WebServer.Token}");
        return await _http.SendAsync(request);
    }

    private async Task<(string Name, string Id, long Seq)> FirstEventAsync(WebServer server, string? last)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, server.Address + "/api/events");
        if (last is not null)
            request.Headers.Add("Last-Event-ID", last);
        using var timeout = new CancellationTokenSource(Poll.Patience);
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(timeout.Token));
        var id = "";
        while (await reader.ReadLineAsync(timeout.Token) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
                id = line[4..];
            if (line.StartsWith("event: ", StringComparison.Ordinal))
                return (line[7..], id, long.Parse(id[(id.IndexOf('-', StringComparison.Ordinal) + 1)..], System.Globalization.CultureInfo.InvariantCulture));
        }

        throw new InvalidOperationException("the stream ended");
    }
}
