using StreamMood.IntegrationTests.Fixtures;

namespace StreamMood.IntegrationTests.Inference;

/// <summary>On a real Kafka, when one is at hand.</summary>
[Collection(RealKafkaTests.Name)]
public sealed class RealInferenceTests(RealKafka kafka) : InferenceTests
{
    protected override async Task<TestBroker> BrokerAsync()
    {
        kafka.Require();
        return await RealTestBroker.EmptyAsync(kafka.Bootstrap);
    }
}
