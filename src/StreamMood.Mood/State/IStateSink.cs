namespace StreamMood.Mood.State;

/// <summary>Takes the state of a partition, key by key. Bytes are valid during the call only.</summary>
public interface IStateSink
{
    /// <summary>The state of a camera or zone has changed.</summary>
    void Changed(string key, ReadOnlySpan<byte> state);

    /// <summary>A camera or zone was forgotten.</summary>
    void Forgotten(string key);
}
