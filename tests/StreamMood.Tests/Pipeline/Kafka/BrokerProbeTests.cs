using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Tests.Pipeline.Kafka;

public sealed class BrokerProbeTests
{
    private const string Own = "streammood topics create --bootstrap kafka-1:9092";
    private const string Foreign = "kafka-topics.sh --bootstrap-server kafka-1:9092 --create --topic lab.frames.v1";

    [Theory]
    [InlineData($"make the topics with: {Own}", TopicNames.Frames, TopicNames.Control)]
    [InlineData($"make it with: {Foreign}", "lab.frames.v1")]
    [InlineData($"make {TopicNames.Frames} with: {Own}; make lab.frames.v1 with: {Foreign}", "lab.frames.v1", TopicNames.Frames)]
    public void HowToMake_OwnAndForeignTopics_NamesTheToolThatMakesThem(string expected, params string[] missing) =>
        Assert.Equal(expected, BrokerProbe.HowToMake(missing, "kafka-1:9092"));
}
