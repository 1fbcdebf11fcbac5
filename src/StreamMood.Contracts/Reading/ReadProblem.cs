namespace StreamMood.Contracts.Reading;

/// <summary>Why a message is no event that this version can use. Bounded, so that an app can count by it.</summary>
public enum ReadProblem
{
    /// <summary>Nothing: there is an event.</summary>
    None,

    /// <summary>No value: the record of this key was deleted from a compacted topic. Forget the key.</summary>
    Tombstone,

    /// <summary>A header that every event has is missing or empty.</summary>
    MissingHeader,

    /// <summary>A header is there and says something that it cannot.</summary>
    BadHeader,

    /// <summary><c>ce_type</c> is one of ours in a version that this package does not know. Update the package, or skip.</summary>
    UnknownVersion,

    /// <summary><c>ce_type</c> is none of ours.</summary>
    UnknownType,

    /// <summary><c>ce_type</c> is one of ours that does not belong into this topic.</summary>
    WrongTopic,

    /// <summary>The value is not JSON, or not this event's: something is missing, of another type, or an unknown word.</summary>
    BadJson,

    /// <summary>A number or time lies outside its range.</summary>
    OutOfRange,

    /// <summary>The probabilities of a face or window do not add up to 1.</summary>
    BadScores,

    /// <summary>The key is not the event's.</summary>
    WrongKey,

    /// <summary><c>ce_id</c> is not the id that follows from the event.</summary>
    WrongId,
}
