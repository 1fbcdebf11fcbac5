using System.CommandLine;
using System.Text.Json;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using StreamMood.Cli.Configuration;
using StreamMood.Contracts.Events;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Cli.Commands.Bench;

/// <summary><c>streammood bench transport</c>: our producer and consumer of frames next to Kafka's own tools.</summary>
internal static class BenchTransportCommand
{
    private const int FlightSeconds = 120;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FullWait = TimeSpan.FromMilliseconds(1);

    public static Command Build(CommandContext context)
    {
        var transport = new Command("transport", Verbs.Describe(
            "Writes records to a topic and reads them, with the producer and consumer that frames go through, and with Kafka's producer-perf and "
            + "consumer-perf at the same settings, in turns; median of the rounds. Without --bootstrap the broker is embedded and only ours is measured.",
            "streammood bench transport --bootstrap localhost:9092 --kafka-tools /opt/kafka/bin --json"));
        var tools = new Option<string?>("--kafka-tools") { HelpName = "DIR|FILE", Description = "Kafka's bin folder, or a script called as FILE tool producer-perf …" };
        var records = BenchOptions.Number("--records", "N", "Records a round. Default 10000.", 10_000, 100, 10_000_000);
        var size = BenchOptions.Number("--record-size", "BYTES", "Bytes of a record. Default 50000.", 50_000, 100, 4 << 20);
        var rounds = BenchOptions.Number("--rounds", "N", "Rounds of each. Default 3.", 3, 1, 50);
        var json = BenchOptions.Json();
        foreach (var option in (Option[])[tools, records, size, rounds, json])
            transport.Options.Add(option);
        var loader = SettingsLoader.For(transport, CommonOptions.Bootstrap(), CommonOptions.ClientFile());
        transport.SetAction(async (parse, cancellationToken) =>
        {
            var settings = loader.Load(parse, context.Environment, new StreamMoodSettings());
            if (parse.GetValue(tools) is { } named)
                KafkaTools.Require(named);
            using var broker = await BenchBroker.StartAsync(settings.Kafka, context.Time, cancellationToken);
            var run = new BenchSession(context, settings, 1, 1, TimeSpan.Zero);
            var peer = parse.GetValue(tools) is { } place ? new KafkaTools(place, broker.Clients.Bootstrap, BenchBroker.IdleTopic) : null;
            var report = await Task.Run(
                () => Measure(run, broker, peer, parse.GetValue(records), parse.GetValue(size), parse.GetValue(rounds), cancellationToken), cancellationToken);
            context.Terminal.Out.WriteLine(parse.GetValue(json) ? JsonSerializer.Serialize(report, BenchJson.Default.TransportReport) : BenchText.Of(report));
            return ExitCode.Ok;
        });
        return transport;
    }

    private static TransportReport Measure(
        BenchSession run, BenchBroker broker, KafkaTools? peer, int records, int size, int rounds, CancellationToken cancellationToken)
    {
        var (produced, consumed) = (new List<double[]>(), new List<double[]>());
        var value = new byte[size];
        new Random(1).NextBytes(value);
        Produce(run.Time, broker, records / 10, value, cancellationToken);
        for (var round = 1; round <= rounds; round++)
        {
            run.Say(FormattableString.Invariant($"round {round}: producers"));
            var ours = Produce(run.Time, broker, records, value, cancellationToken);
            produced.Add(peer is null ? [ours] : [ours, peer.Produce(records, size, cancellationToken)]);
        }

        for (var round = 1; round <= rounds; round++)
        {
            run.Say(FormattableString.Invariant($"round {round}: consumers"));
            var ours = Consume(run.Time, broker, records, cancellationToken);
            consumed.Add(peer is null ? [ours] : [ours, peer.Consume(records, cancellationToken)]);
        }

        return new TransportReport(size, records, Side(produced), Side(consumed)) { Broker = broker.Description };
    }

    private static TransportSide Side(List<double[]> rounds)
    {
        var ours = Median(0);
        double? tool = rounds[0].Length > 1 ? Median(1) : null;
        return new TransportSide(ours, tool, tool is { } t ? Math.Round(ours / t, 3) : null)
        {
            Rounds = [.. rounds.Select(r => Array.ConvertAll(r, v => Math.Round(v, 1)))],
        };

        double Median(int which) => Math.Round(rounds.Select(r => r[which]).Order().ElementAt(rounds.Count / 2), 1);
    }

    // From the first record handed over to the last acknowledgement.
    private static double Produce(TimeProvider time, BenchBroker broker, int records, byte[] value, CancellationToken cancellationToken)
    {
        using var producer = broker.Clients.FrameProducer();
        var at = time.GetUtcNow();
        var (start, failed) = (time.GetTimestamp(), 0);
        for (var i = 0; i < records; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var message = EventMessages.Frame(new FrameId($"bench-{i % 96:000}", at.ToUnixTimeMilliseconds(), i), at, value, ConsentBases.Synthetic);
            while (!TryProduce(producer, message, r => failed += r.Error.IsError ? 1 : 0))
                cancellationToken.WaitHandle.WaitOne(FullWait);
        }

        producer.Flush(TimeSpan.FromSeconds(FlightSeconds));
        var seconds = time.GetElapsedTime(start).TotalSeconds;
        return (records - (double)failed) * value.Length / seconds / 1e6;
    }

    private static bool TryProduce(IProducer<string, byte[]> producer, Message<string, byte[]> message, Action<DeliveryReport<string, byte[]>> delivered)
    {
        try
        {
            producer.Produce(BenchBroker.IdleTopic, message, delivered);
            return true;
        }
        catch (ProduceException<string, byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
        {
            return false;
        }
    }

    // From the partitions' assignment to the last record: the group's meeting is not counted, as it is not of the tool's.
    private static double Consume(TimeProvider time, BenchBroker broker, int records, CancellationToken cancellationToken)
    {
        var clients = new KafkaClients(broker.Group(), NullLoggerFactory.Instance, time);
        long read = 0, bytes = 0, start = 0;
        using var consumer = clients.FrameConsumer("transport")
            .SetPartitionsAssignedHandler((_, _) => start = start == 0 ? time.GetTimestamp() : start)
            .Build();
        consumer.Subscribe(BenchBroker.IdleTopic);
        var last = time.GetTimestamp();
        while (read < records && time.GetElapsedTime(last) < Silence)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (consumer.Consume(Poll) is not { } result)
                continue;
            last = time.GetTimestamp();
            read++;
            bytes += result.Message.Value.Length;
            result.Message.Value.Dispose();
        }

        consumer.Close();
        return bytes / time.GetElapsedTime(start, last).TotalSeconds / 1e6;
    }
}
