using System.Text.Json;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging.Abstractions;
using StreamMood.Cli.Commands.Bench;
using StreamMood.IntegrationTests.Fixtures;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.IntegrationTests.Cli;

/// <summary><c>streammood bench transport</c> beside Kafka's own tools, whose output it reads; not how fast either is.</summary>
[Collection(RealKafkaTests.Name)]
public sealed class BenchTransportTests(RealKafka kafka) : IAsyncLifetime
{
    private const int Records = 1000, RecordBytes = 10_000;

    public Task InitializeAsync() => Task.CompletedTask;

    // The node is that of other tests too, which begin without topics.
    public async Task DisposeAsync()
    {
        if (kafka.Script is null)
            return;
        using var admin = new KafkaClients(new KafkaOptions { Bootstrap = kafka.Bootstrap }, NullLoggerFactory.Instance).Admin();
        try
        {
            await admin.DeleteTopicsAsync([BenchBroker.IdleTopic]);
        }
        catch (DeleteTopicsException)
        {
            // It came not so far.
        }
    }

    [SkippableFact]
    public async Task Transport_KafkaTools_ComparesBothSides()
    {
        kafka.Require();
        using var program = Program.Start(
            "bench", "transport", "--bootstrap", kafka.Bootstrap, "--kafka-tools", kafka.Script!, "--records", $"{Records}", "--record-size", $"{RecordBytes}",
            "--rounds", "2", "--json");
        Assert.True(await program.ExitCodeAsync() == 0, program.Error);
        using var json = JsonDocument.Parse(program.Out);

        var report = json.RootElement;
        Assert.Equal((Records, RecordBytes), (report.GetProperty("records").GetInt32(), report.GetProperty("recordBytes").GetInt32()));
        Assert.Contains(kafka.Bootstrap, report.GetProperty("broker").GetString(), StringComparison.Ordinal);
        foreach (var name in (string[])["producer", "consumer"])
        {
            var side = report.GetProperty(name);
            var (ours, tool) = (side.GetProperty("megabytesPerSecond").GetDouble(), side.GetProperty("toolMegabytesPerSecond").GetDouble());
            Assert.True(ours > 0 && tool > 0, side.ToString());
            Assert.Equal(ours / tool, side.GetProperty("ratio").GetDouble(), 0.001);
            var rounds = side.GetProperty("rounds").EnumerateArray().ToList();
            Assert.Equal(2, rounds.Count);
            Assert.All(rounds, r => Assert.All(r.EnumerateArray(), rate => Assert.True(rate.GetDouble() > 0, side.ToString())));
            Assert.All(rounds, r => Assert.Equal(2, r.GetArrayLength()));
        }
    }
}
