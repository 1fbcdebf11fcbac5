using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Topics;

namespace StreamMood.Pipeline.Kafka;

/// <summary>Sends what could not be worked on to <c>streammood.dead-letters.v1</c>: where it was and why, never what it held.</summary>
public sealed class DeadLetterPublisher
{
    private const int MaxMessage = 500;

    private readonly IProducer<string, byte[]> _producer;
    private readonly ILogger _log;

    /// <summary>Publishes through <paramref name="producer"/>, a <see cref="KafkaClients.EventProducer"/>, which stays the caller's.</summary>
    public DeadLetterPublisher(IProducer<string, byte[]> producer, ILogger log)
    {
        _producer = producer;
        _log = log;
    }

    /// <summary>Hands a dead letter to the producer.</summary>
    /// <param name="letter">What failed and why.</param>
    /// <param name="key">The original's key; null when it had none.</param>
    /// <param name="at">Event time: when the original was made, as far as known.</param>
    /// <param name="traceParent">The original's trace, if any.</param>
    /// <param name="delivered">Called once with the outcome, on the client's thread; only then may the original's offset be stored.</param>
    /// <exception cref="ProduceException{TKey, TValue}">When the producer does not take it; <c>Local_QueueFull</c> means: wait and try again.</exception>
    public void Publish(
        DeadLetter letter, string? key, DateTimeOffset at, string? traceParent, Action<DeliveryReport<string, byte[]>> delivered)
    {
        ArgumentNullException.ThrowIfNull(letter);
        if (letter.Message.Length > MaxMessage)
            letter = letter with { Message = letter.Message[..MaxMessage] };
        _producer.Produce(TopicNames.DeadLetters, EventMessages.DeadLetter(letter, key, at, traceParent), delivered);
        _log.DeadLetter(letter.Topic, letter.Partition, letter.Offset, letter.Stage, letter.Reason);
    }
}
