// When the lobby turns sad, do something: dotnet run -- kafka-1:9092 lobby sad
using System.Runtime.InteropServices;
using Confluent.Kafka;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Reading;
using StreamMood.Contracts.Topics;

if (args is not [var bootstrap, var place, var wanted])
{
    Console.Error.WriteLine("usage: MoodLight BOOTSTRAP CAMERA-OR-ZONE STATE");
    return 2;
}

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, c => { c.Cancel = true; stop.Cancel(); });
using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
{
    BootstrapServers = bootstrap, GroupId = "mood-light-csharp", AutoOffsetReset = AutoOffsetReset.Earliest, IsolationLevel = IsolationLevel.ReadCommitted,
}).Build();
consumer.Subscribe(TopicNames.Recommendations);
var (before, recent) = ((MoodState?)null, new Queue<string>());
try
{
    while (true)
    {
        var message = consumer.Consume(stop.Token);
        var read = EventReader.Read(message.Topic, message.Message.Key, new KafkaHeaders(message.Message.Headers), message.Message.Value);
        if (!read.TryGet<RecommendationEvent>(out var recommendation))
        {
            Console.Error.WriteLine($"skipped {message.TopicPartitionOffset}: {read.Detail}");
            continue;
        }

        if (recommendation.Camera != place || recommendation.Track is not null || recent.Contains(read.Id))
            continue;
        recent.Enqueue(read.Id); // whatever comes twice comes soon
        if (recent.Count > 1000)
            recent.Dequeue();
        if (recommendation.State != before && recommendation.State?.Name() == wanted)
            Console.WriteLine($"{place} turned {wanted} at {recommendation.WindowEnd:yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz}"); // do something here
        before = recommendation.State;
    }
}
catch (OperationCanceledException)
{
    consumer.Close();
    return 0;
}

internal readonly struct KafkaHeaders(Headers? headers) : IMessageHeaders
{
    public bool TryGetLast(string name, out ReadOnlySpan<byte> value)
    {
        byte[]? bytes = null;
        var found = headers?.TryGetLastBytes(name, out bytes) ?? false;
        value = bytes;
        return found;
    }
}
