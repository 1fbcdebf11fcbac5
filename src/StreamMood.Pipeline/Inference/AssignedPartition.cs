using Confluent.Kafka;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Pipeline.Inference;

/// <summary>A partition of the frames topic while it is this worker's.</summary>
/// <param name="place">Which.</param>
/// <param name="next">Offset at which the group goes on; −1 when it begins or that is not known.</param>
internal sealed class AssignedPartition(TopicPartition place, long next = -1)
{
    private bool _lost;

    public TopicPartition Place { get; } = place;

    public PartitionOffsets Offsets { get; } = new();

    /// <summary>Offset of the next message to come; −1 when not known.</summary>
    public long Next { get; private set; } = next;

    /// <summary>Whether another worker has it by now: its frames are no longer ours to count or to store.</summary>
    public bool IsLost => Volatile.Read(ref _lost);

    /// <summary>Takes note of a message read. Returns how many before it the broker had deleted unread.</summary>
    public long Begin(long offset)
    {
        var missing = Next < 0 ? 0 : offset - Next;
        Offsets.Begin(offset);
        Next = offset + 1;
        return missing;
    }

    public void Lose() => Volatile.Write(ref _lost, true);
}
