using StreamMood.Mood;
using StreamMood.Mood.State;

namespace StreamMood.Tests.Mood;

/// <summary>What a state topic would hold.</summary>
internal sealed class StateStore : IStateSink
{
    private byte[]? _own;

    public Dictionary<string, byte[]> Keys { get; } = new(StringComparer.Ordinal);

    /// <summary>Writes what has changed; sometimes only in part, as a worker that is killed between its keys and its own record.</summary>
    public void Save(MoodPartition partition, long nextOffset, Random? random = null)
    {
        var own = partition.Write(this, nextOffset).ToArray();
        if (_own is null || random is null || random.Next(4) != 0)
            _own = own;
    }

    public MoodPartition Restore(MoodPartition partition)
    {
        if (_own is null)
            return partition;
        foreach (var (key, state) in Keys)
            partition.Read(key, state);
        partition.Read(_own);
        return partition;
    }

    public void Changed(string key, ReadOnlySpan<byte> state) => Keys[key] = state.ToArray();

    public void Forgotten(string key) => Keys.Remove(key);
}
