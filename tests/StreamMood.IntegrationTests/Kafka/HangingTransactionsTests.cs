using Confluent.Kafka;
using StreamMood.Contracts.Topics;
using StreamMood.IntegrationTests.Fixtures;
using StreamMood.Pipeline.Kafka;
using StreamMood.Tests.Pipeline;

namespace StreamMood.IntegrationTests.Kafka;

/// <summary>A transaction that its producer leaves open looks, until the broker ends it, like one that hangs.</summary>
[Collection(RealKafkaTests.Name)]
public sealed class HangingTransactionsTests(RealKafka kafka)
{
    private static readonly TimeSpan Attempt = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);
    private static readonly TopicPartition Place = new(TopicNames.DeadLetters, 1);

    [SkippableFact]
    public async Task Find_TransactionThatNobodyEnds_NamesPartitionAndOffset()
    {
        kafka.Require();
        using var broker = await RealTestBroker.EmptyAsync(kafka.Bootstrap);
        var clients = new KafkaClients(broker.Options(), new KeptLog());
        using var producer = clients.TransactionalProducer($"streammood.recommend.{Guid.NewGuid():N}");
        producer.InitTransactions(Attempt);

        producer.BeginTransaction();
        await producer.ProduceAsync(Place, new Message<string, byte[]> { Key = "k", Value = [1] });
        var found = await HangingTransactions.FindAsync(clients, TopicAdmin.Partitions(clients, TopicNames.DeadLetters), patience: Moment);

        Assert.Equal(new HangingTransaction(Place, 0, 1), Assert.Single(found));
        var finding = TopicCheck.Held(found[0], broker.Options().Bootstrap!);
        Assert.Contains($"partition {Place.Partition.Value} at offset 0", finding.Found, StringComparison.Ordinal);
        Assert.EndsWith($"--topic {TopicNames.DeadLetters} --partition 1 --start-offset 0", finding.Mend, StringComparison.Ordinal);

        // It is waited for while there is patience, so a running recommender's transactions are not told.
        var waiting = HangingTransactions.FindAsync(clients, [Place], Attempt);
        producer.AbortTransaction(Attempt);
        Assert.Empty(await waiting);
    }
}
