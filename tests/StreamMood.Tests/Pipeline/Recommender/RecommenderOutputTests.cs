using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Recommender;
using StreamMood.Tests.Mood;

namespace StreamMood.Tests.Pipeline.Recommender;

public sealed class RecommenderOutputTests : IDisposable
{
    private readonly RecommenderMetrics _metrics = new();
    private readonly Recorded _delivery = new();
    private readonly RecommenderOutput _output;

    public RecommenderOutputTests() => _output = new RecommenderOutput(_delivery, _metrics, NullLogger.Instance, TimeProvider.System);

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(3000)]
    public void Drain_AnyNumberSent_HandsOverAllInOrder(int count)
    {
        var made = Made(count);

        for (var i = 0; i < count; i++)
        {
            _output.Send(Cause(i), new StepResult([made[i]], null, i % 3 == 0 ? "lobby" : null));
            if (i % 25 == 0)
                _output.HandOver();
        }

        _output.Drain();
        Assert.Equal(made.Select(RecommendationEvent.Id), _delivery.Ids(TopicNames.Recommendations));
        Assert.Equal((count + 2) / 3, _delivery.Taken.Count(t => t.Topic == TopicNames.Zones));
    }

    [Fact]
    public void Send_ListUsedAgainByTheStep_DeliversWhatWasInIt()
    {
        var made = Made(30);
        var list = new List<RecommendationEvent>();
        foreach (var one in made)
        {
            list.Clear();
            list.Add(one);
            _output.Send(Cause(0), new StepResult(list, null, null));
        }

        list.Clear();
        _output.Drain();

        Assert.Equal(30, _delivery.Taken.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public void Drain_DeliveryIsVoid_SaysSo(int count)
    {
        _delivery.Fault = new DeliveryException("void");
        foreach (var one in Made(count))
            _output.Send(Cause(0), new StepResult([one], null, null));

        Assert.Throws<DeliveryException>(_output.Drain);
        Assert.True(_output.IsPending);
    }

    [Fact]
    public async Task Abandon_DeliveryUnderWay_WaitsForItsEndWhateverThatIs()
    {
        _delivery.Gate = new ManualResetEventSlim();
        _delivery.Fault = new DeliveryException("void");
        foreach (var one in Made(100))
            _output.Send(Cause(0), new StepResult([one], null, null));
        _output.HandOver();

        var abandoned = Task.Run(_output.Abandon);
        Assert.False(abandoned.IsCompleted);
        _delivery.Gate.Set();

        await abandoned.WaitAsync(TimeSpan.FromSeconds(60));
    }

    public void Dispose() => _metrics.Dispose();

    private static EmotionRecord Cause(int offset) =>
        new("cam-1"u8, "{}"u8, new Headers { { EventHeaders.TraceParent, "00-2f408d43a77f6ec70294b0b73c7b9647-6486dab41ae9ef21-00"u8.ToArray() } }, offset);

    private static List<RecommendationEvent> Made(int count) =>
        [.. EmotionEvents.Run(EmotionEvents.Camera("cam-1", 0, (2 * count) + 4, Emotion.Happiness)).Take(count)];

    private sealed class Recorded : IDelivery
    {
        public List<(string Topic, Message<string, byte[]> Message)> Taken { get; } = [];

        public DeliveryException? Fault { get; set; }

        public ManualResetEventSlim? Gate { get; set; }

        public IEnumerable<string> Ids(string topic) => Taken.Where(t => t.Topic == topic)
            .Select(t => Encoding.ASCII.GetString(t.Message.Headers.GetLastBytes(EventHeaders.Id)));

        public void Produce(TopicPartition topic, Message<string, byte[]> message)
        {
            Gate?.Wait(TimeSpan.FromSeconds(60));
            if (Fault is not null)
                throw Fault;
            Taken.Add((topic.Topic, message));
        }

        public void Commit(
            IReadOnlyCollection<TopicPartitionOffset> next,
            Func<List<(TopicPartition Partition, Message<string, byte[]> Record)>>? state,
            CancellationToken cancellationToken) => throw new NotSupportedException();

        public void Dispose() => Gate?.Dispose();
    }
}
