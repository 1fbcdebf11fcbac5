using System.Text.Json;
using Confluent.Kafka.Admin;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Topics;
using StreamMood.IntegrationTests.Fixtures;
using StreamMood.Pipeline.Kafka;
using StreamMood.Tests.Cli;

namespace StreamMood.IntegrationTests.Kafka;

/// <summary>Retention and the privacy report on a broker that keeps what it is told to keep.</summary>
[Collection(RealKafkaTests.Name)]
public sealed class PrivacyTests(RealKafka kafka)
{
    [SkippableFact]
    public async Task PrivacyReport_FramesKeptForDaysAndACameraRevoked_SaysSoUntilMended()
    {
        kafka.Require();
        using var broker = await RealTestBroker.EmptyAsync(kafka.Bootstrap);
        var clients = broker.Clients();
        var now = TimeProvider.System.GetUtcNow();
        using (var producer = clients.EventProducer())
        {
            foreach (var camera in (string[])["hall", "lobby"])
                await producer.ProduceAsync(TopicNames.Cameras, EventMessages.Camera(new CameraReport
                {
                    Camera = camera, At = now, State = "live", Fps = 5, Captured = 5, Published = 5, Dropped = 0, Restarts = 0,
                    Consent = new CameraConsent("consent", "sign at the door", now.AddDays(-1)),
                }));
            var revoked = new ControlDecision { Kind = ControlKind.Revoke, DecidedAt = now.AddSeconds(-1), From = now.AddSeconds(-1) };
            await producer.ProduceAsync(TopicNames.Control, EventMessages.Control(new ControlRecord { Camera = "hall", Decisions = [revoked] }, now));
        }

        await RetainAsync(clients, TimeSpan.FromDays(7));
        await Poll.UntilAsync(async () => (await Call.RunAsync("camera", "--count", "1", "--duration", "0.1", "--bootstrap", kafka.Bootstrap)).ExitCode == 2, "the setting is in force");
        foreach (var role in (string[][])[["camera", "--count", "1"], ["infer"]])
            (await Call.RunAsync([.. role, "--bootstrap", kafka.Bootstrap, "--duration", "1"])).IsRefusedWith(
                "keeps pictures of people for 7 days", "privacy.maxFrameRetention", $"kafka-configs.sh --bootstrap-server {kafka.Bootstrap}", "retention.ms=600000");
        var bad = await ReportAsync();
        Assert.Equal((1, "bad"), (bad.ExitCode, Frames(bad.Report).GetProperty("verdict").GetString()));
        Assert.Equal(604_800, Frames(bad.Report).GetProperty("retentionSeconds").GetDouble());

        await RetainAsync(clients, TimeSpan.FromMinutes(10));
        await Poll.UntilAsync(async () => Frames((await ReportAsync()).Report).GetProperty("verdict").GetString() == "ok", "it is mended");
        var (code, report) = await ReportAsync("--set", "recommender.zones.front=lobby,hall", "--set", "recommender.zoneSettings.front=hospitality");
        Assert.Equal(0, code);
        var cameras = report.GetProperty("cameras").EnumerateArray().ToDictionary(c => c.GetProperty("camera").GetString()!);
        Assert.True(cameras["hall"].TryGetProperty("revokedAt", out _));
        Assert.False(cameras["lobby"].TryGetProperty("revokedAt", out _));
        Assert.Equal("sign at the door", cameras["lobby"].GetProperty("consent").GetProperty("notice").GetString());
        Assert.Equal("hospitality", Assert.Single(report.GetProperty("zones").EnumerateArray()).GetProperty("setting").GetString());
        Assert.Equal(TopicSpec.All.Count, report.GetProperty("topics").GetArrayLength());
        var access = report.GetProperty("access");
        Assert.Equal("warn", access.GetProperty("verdict").GetString());
        Assert.Contains("whoever reaches Kafka may read pictures", access.GetProperty("rights").GetString(), StringComparison.Ordinal);
        Assert.False(access.TryGetProperty("mayReadPictures", out _));

        async Task<(int ExitCode, JsonElement Report)> ReportAsync(params string[] more)
        {
            var call = await Call.RunAsync(["privacy", "report", "--json", "--bootstrap", kafka.Bootstrap, .. more]);
            Assert.Empty(call.ErrorLines);
            return (call.ExitCode, JsonDocument.Parse(call.Out).RootElement);
        }
    }

    private static JsonElement Frames(JsonElement report) =>
        report.GetProperty("topics").EnumerateArray().Single(t => t.GetProperty("topic").GetString() == TopicNames.Frames);

    private static async Task RetainAsync(KafkaClients clients, TimeSpan retention)
    {
        using var admin = clients.Admin();
        await admin.IncrementalAlterConfigsAsync(new Dictionary<ConfigResource, List<ConfigEntry>>
        {
            [new ConfigResource { Type = ResourceType.Topic, Name = TopicNames.Frames }] =
            [
                new ConfigEntry { Name = "retention.ms", Value = $"{(long)retention.TotalMilliseconds}", IncrementalOperation = AlterConfigOpType.Set },
            ],
        });
    }
}
