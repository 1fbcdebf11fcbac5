namespace StreamMood.Faults;

/// <summary>What a reader of committed records saw of a recommender that was killed again and again.</summary>
internal sealed record RecommenderVerdict
{
    /// <summary>Whether every recommendation is there, once, and as an undisturbed run gives it.</summary>
    public bool Ok => Expected > 0 && Behind == 0 && Missing == 0 && Twice == 0 && Differing == 0 && Unexpected == 0 && Hanging.Count == 0 && DeadLettersMissing == 0 && DeadLettersTwice == 0;

    /// <summary>Messages in the emotions topic.</summary>
    public required long Events { get; init; }

    /// <summary>Cameras among them.</summary>
    public required int Cameras { get; init; }

    /// <summary>Times that a recommender was killed.</summary>
    public int Kills { get; init; }

    /// <summary>Times that a broker was killed and started again.</summary>
    public int BrokerRestarts { get; init; }

    /// <summary>Recommendations of an undisturbed run.</summary>
    public required int Expected { get; init; }

    /// <summary>Recommendations read.</summary>
    public required int Read { get; init; }

    /// <summary>Emotion events that the group has not come to.</summary>
    public required long Behind { get; init; }

    /// <summary>Expected and not there.</summary>
    public required int Missing { get; init; }

    /// <summary>There more than once.</summary>
    public required int Twice { get; init; }

    /// <summary>There with other bytes.</summary>
    public required int Differing { get; init; }

    /// <summary>There and not expected.</summary>
    public required int Unexpected { get; init; }

    /// <summary>Dead letters expected.</summary>
    public required int DeadLetters { get; init; }

    /// <summary>Dead letters expected and not there.</summary>
    public required int DeadLettersMissing { get; init; }

    /// <summary>Dead letters there more than once.</summary>
    public required int DeadLettersTwice { get; init; }

    /// <summary>
    /// Partitions whose committed records cannot be read beyond an offset, because the broker left a transaction without its marker;
    /// what lies there counts as missing too.
    /// </summary>
    public required IReadOnlyList<string> Hanging { get; init; }

    /// <summary>The first ids that are wrong.</summary>
    public required IReadOnlyList<string> Wrong { get; init; }
}
