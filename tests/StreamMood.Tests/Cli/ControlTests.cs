namespace StreamMood.Tests.Cli;

public class ControlTests
{
    [Fact]
    public async Task Control_UnknownZone_NamesIt() =>
        (await Call.RunAsync("control", "pause", "lobby", "--zone", "--bootstrap", "127.0.0.1:1")).IsRefusedWith("zone 'lobby'", "recommender.zones");

    [Fact]
    public async Task Control_UnknownStrategy_NamesIt() =>
        (await Call.RunAsync("control", "strategy", "cam-1", "cheer", "--bootstrap", "127.0.0.1:1")).IsRefusedWith("'cheer'", "match, iso or lift");

    [Theory]
    [InlineData("nobody", "no category to pin")]
    [InlineData("loud", "no category to pin")]
    public async Task ControlPin_NoCategory_NamesIt(string category, string said) =>
        (await Call.RunAsync("control", "pin", "cam-1", category, "--bootstrap", "127.0.0.1:1")).IsRefusedWith($"'{category}'", said);

    [Fact]
    public async Task ControlStrategy_GoalOutOfRange_NamesIt() =>
        (await Call.RunAsync("control", "strategy", "cam-1", "--goal", "2,0", "--bootstrap", "127.0.0.1:1")).IsRefusedWith("--goal '2,0'");

    [Fact]
    public async Task ControlRevoke_OfAZone_IsRefused() => (await Call.RunAsync(
        "control", "revoke", "lobby", "--zone", "--bootstrap", "127.0.0.1:1", "--set", "recommender.zones.lobby=cam-1", "--set", "recommender.zoneSettings.lobby=shop")).IsRefusedWith("name the camera");

    [Fact]
    public async Task Recommend_OverlappingZones_NamesBothAndTheCamera() => (await Call.RunAsync(
        "recommend", "--bootstrap", "127.0.0.1:1", "--set", "recommender.zones.lobby=cam-1,cam-2", "--set", "recommender.zones.bar=cam-2", "--set", "recommender.zoneSetting=shop"))
        .IsRefusedWith("'lobby'", "'bar'", "overlap", "'cam-2'");

    [Fact]
    public async Task Recommend_SettingOfAnUnknownZone_NamesItAndThoseThereAre() => (await Call.RunAsync(
        "recommend", "--bootstrap", "127.0.0.1:1", "--set", "recommender.zones.lobby=cam-1", "--set", "recommender.zoneSettings.lobby=shop", "--set", "recommender.zoneSettings.hall=shop"))
        .IsRefusedWith("'hall'", "recommender.zones", "lobby");

    [Fact]
    public async Task Recommend_HopThatDoesNotDivide_IsRefused() => (await Call.RunAsync(
        "recommend", "--bootstrap", "127.0.0.1:1", "--set", "recommender.windows=hopping", "--set", "recommender.window=5s", "--set", "recommender.hop=2s"))
        .IsRefusedWith("recommender.hop", "divide");

    [Fact]
    public async Task Recommend_UnknownDelivery_NamesTheTwo() => (await Call.RunAsync(
        "recommend", "--bootstrap", "127.0.0.1:1", "--set", "recommender.delivery=twice")).IsRefusedWith("'twice'", "exactly-once", "at-least-once");

    [Theory]
    [InlineData("workplace")]
    [InlineData("education")]
    public async Task Recommend_ZoneWhereTheLawForbidsIt_NamesTheArticle(string setting) => (await Call.RunAsync(
        "recommend", "--bootstrap", "127.0.0.1:1", "--set", "recommender.zones.desk=cam-1", "--set", $"recommender.zoneSettings.desk={setting}"))
        .IsRefusedWith("zone 'desk'", "Article 5(1)(f)", "Regulation 2024/1689");

    [Fact]
    public async Task Recommend_ZoneWithoutASetting_SaysWhatToState() => (await Call.RunAsync(
        "recommend", "--bootstrap", "127.0.0.1:1", "--set", "recommender.zones.lobby=cam-1"))
        .IsRefusedWith("zone 'lobby'", "recommender.zoneSettings.lobby", "hospitality");

    [Fact]
    public async Task Recommend_UnknownSetting_NamesTheKnown() => (await Call.RunAsync(
        "recommend", "--bootstrap", "127.0.0.1:1", "--set", "recommender.zones.lobby=cam-1", "--set", "recommender.zoneSetting=office"))
        .IsRefusedWith("'office'", "public, shop");
}
