namespace StreamMood.Contracts.Events;

/// <summary>
/// A message that could not be worked on. Topic <c>streammood.dead-letters.v1</c>, key as the original's. Carries the place
/// and reason, never the picture; the same facts stand in the <c>__connect.errors.*</c> headers.
/// </summary>
public sealed record DeadLetter
{
    /// <summary>Camera id, when the message had a readable one.</summary>
    public string? Camera { get; init; }

    /// <summary>Frame or event id, when the message had a readable one.</summary>
    public string? Id { get; init; }

    /// <summary>The topic the message came from.</summary>
    public required string Topic { get; init; }

    /// <summary>Its partition.</summary>
    public required int Partition { get; init; }

    /// <summary>Its offset.</summary>
    public required long Offset { get; init; }

    /// <summary>The stage that gave up, such as <c>decode</c>.</summary>
    public required string Stage { get; init; }

    /// <summary>A short, bounded reason that metrics can count by, such as <c>truncated</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>One line for people.</summary>
    public required string Message { get; init; }
}
