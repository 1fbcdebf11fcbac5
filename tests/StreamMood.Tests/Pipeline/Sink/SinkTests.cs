using StreamMood.Contracts.Events;
using StreamMood.Pipeline.Sink;
using StreamMood.Tests.Cli;

namespace StreamMood.Tests.Pipeline.Sink;

public sealed class SinkTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("streammood-");

    public void Dispose() => _folder.Delete(true);

    [Fact]
    public void Filter_ByCameraZoneCategoryAgeAndChange_HoldsWhatIsNotAskedFor()
    {
        var now = new DateTimeOffset(2026, 5, 1, 12, 1, 0, TimeSpan.Zero);
        string? Holds(SinkOptions options, SinkEvent e) => new SinkFilter(options).Holds(e, now);
        Assert.Null(Holds(new SinkOptions(), WebhookClientTests.Event()));
        Assert.Equal("age", Holds(new SinkOptions { MaxAge = TimeSpan.FromSeconds(30) }, WebhookClientTests.Event()));
        Assert.Null(Holds(new SinkOptions { MaxAge = TimeSpan.Zero }, WebhookClientTests.Event(end: -100_000)));
        Assert.Equal("filter", Holds(new SinkOptions { Cameras = ["bar"] }, WebhookClientTests.Event()));
        Assert.Equal("filter", Holds(new SinkOptions { Cameras = ["lobby"] }, WebhookClientTests.Event(zone: "lobby")));
        Assert.Null(Holds(new SinkOptions { Cameras = ["bar"], Zones = ["lobby"] }, WebhookClientTests.Event(zone: "lobby")));
        Assert.Equal("filter", Holds(new SinkOptions { Categories = ["calm"] }, WebhookClientTests.Event()));
    }

    [Fact]
    public void Filter_OnChangeOfOneCategory_LetsEachTurnLeaveOnce()
    {
        var filter = new SinkFilter(new SinkOptions { OnChange = true, Categories = ["sad"], MaxAge = TimeSpan.Zero });
        SongCategory[] categories = [SongCategory.Sad, SongCategory.Sad, SongCategory.Calm, SongCategory.Sad, SongCategory.Nobody, SongCategory.Nobody, SongCategory.Sad];
        var left = categories.Select((c, i) => filter.Holds(WebhookClientTests.Event(end: i, category: c), default)).ToList();
        Assert.Equal([null, "unchanged", "filter", null, "filter", "filter", null], left);
        Assert.Null(filter.Holds(WebhookClientTests.Event("bar", 9), default));
    }

    [Fact]
    public async Task Playlist_SongsAndNone_KeepsTheNewestWhole()
    {
        var writer = new PlaylistWriter(_folder.FullName);
        var songs = (RecommendedSong[])[new("music/a.ogg", "One\nline", "Somebody"), new("#b", "Two", "")];
        foreach (var e in (SinkEvent[])[WebhookClientTests.Event(songs: songs), WebhookClientTests.Event(end: 2), WebhookClientTests.Event(zone: "foyer", camera: "foyer", songs: songs)])
            Assert.Null((await writer.DeliverAsync(e, _ => { }, default, default)).Reason);
        Assert.Equal(["lobby.m3u8", "zone-foyer.m3u8"], _folder.GetFiles().Select(f => f.Name).Order());
        Assert.Equal(
            "#EXTM3U\n#PLAYLIST:lobby: sad\n#EXTINF:-1,Somebody - One line\nmusic/a.ogg\n#EXTINF:-1,Two\n./#b\n", await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "lobby.m3u8")));
    }

    [Theory]
    [InlineData("sink.webhook.url", "webhook")]
    [InlineData("sink.webhook.url", "webhook", "--url", "ftp://x/")]
    [InlineData("use https", "webhook", "--url", "http://example.org/mood")]
    [InlineData("user or password", "webhook", "--url", "https://a:b@example.org/")]
    [InlineData("in the open", "webhook", "--url", "https://example.org/", "--secret", "whsec_abc")]
    [InlineData("STREAMMOOD_NO_SUCH", "webhook", "--url", "https://example.org/", "--secret", "${env:STREAMMOOD_NO_SUCH}")]
    [InlineData("--concurrency", "webhook", "--url", "https://example.org/", "--concurrency", "0")]
    [InlineData("--out", "playlist")]
    [InlineData("/proc/no", "playlist", "--out", "/proc/no")]
    public async Task Sink_WrongCall_IsRefusedInOneLine(string word, params string[] args) =>
        (await Call.RunAsync(["sink", .. args, "--bootstrap", "127.0.0.1:1"])).IsRefusedWith(word);
}
