using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using StreamMood.Contracts;
using StreamMood.Contracts.Topics;
using StreamMood.IntegrationTests.Fixtures;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.IntegrationTests.Kafka;

/// <summary>TLS and SCRAM against a real Kafka, when one is at hand.</summary>
public sealed class SecuredKafkaTests(SecuredKafka kafka) : IClassFixture<SecuredKafka>
{
    [SkippableFact]
    public async Task RightPassword_TopicsAndRoundTrip_Work()
    {
        kafka.Require();
        var clients = new KafkaClients(Options("admin-secret"), NullLoggerFactory.Instance);

        await TopicAdmin.CreateAsync(clients, TopicSpec.All);
        await BrokerProbe.CheckAsync(clients, [TopicNames.Control]);
        using (var producer = clients.EventProducer())
            await producer.ProduceAsync(TopicNames.Control, new Message<string, byte[]> { Key = "k", Value = [1, 2] });

        using var consumer = clients.EventConsumer("test").Build();
        consumer.Subscribe(TopicNames.Control);
        ConsumeResult<string, byte[]>? result = null;
        await Poll.Until(() => (result = consumer.Consume(TimeSpan.FromMilliseconds(200))) is not null, "the message comes back");
        Assert.Equal([1, 2], result!.Message.Value);
        consumer.Close();
        var frames = Assert.Single(await TopicAdmin.ListAsync(clients, [TopicNames.Frames]));
        Assert.Equal((24, TimeSpan.FromMinutes(10)), (frames.Partitions, frames.Retention));
    }

    [SkippableFact]
    public async Task WrongPassword_IsFatalWithOneLineThatKeepsTheSecret()
    {
        kafka.Require();
        var clients = new KafkaClients(Options("wrong-secret"), NullLoggerFactory.Instance);

        var error = await Assert.ThrowsAsync<FatalBrokerException>(() => BrokerProbe.CheckAsync(clients, []));

        Assert.Contains("check user and password", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-secret", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    private KafkaOptions Options(string password) => new()
    {
        Bootstrap = kafka.Bootstrap,
        Client =
        {
            ["security.protocol"] = "SASL_SSL",
            ["sasl.mechanism"] = "SCRAM-SHA-512",
            ["sasl.username"] = "admin",
            ["sasl.password"] = password,
            ["ssl.ca.location"] = kafka.CertificateAuthority,
        },
    };
}
