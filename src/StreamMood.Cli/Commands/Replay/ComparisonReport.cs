namespace StreamMood.Cli.Commands.Replay;

/// <summary>How two models read the same frames. The first is the one in use.</summary>
internal sealed record ComparisonReport
{
    /// <summary>The first detector and classifier, <c>name@version</c>.</summary>
    public required string First { get; init; }

    /// <summary>The others.</summary>
    public required string Second { get; init; }

    /// <summary>Frames looked at by both.</summary>
    public required long Frames { get; init; }

    /// <summary>Frames that could not be read.</summary>
    public required long Unreadable { get; init; }

    /// <summary>Frames that nobody may look at: without a basis, or of a camera whose consent was revoked.</summary>
    public required long WithoutConsent { get; init; }

    /// <summary>Faces that both found in the same place (IoU at least 0.5).</summary>
    public required long Faces { get; init; }

    /// <summary>Faces that only the first found.</summary>
    public required long OnlyFirst { get; init; }

    /// <summary>Faces that only the second found.</summary>
    public required long OnlySecond { get; init; }

    /// <summary>Share of the common faces with the same most probable expression; null without any.</summary>
    public required double? Agreement { get; init; }

    /// <summary>Mean over common faces and expressions of the difference of probabilities, signs dropped; null without any.</summary>
    public required double? MeanProbabilityDifference { get; init; }

    /// <summary>Mean over common faces of the second's probability less the first's, by expression; null without any.</summary>
    public required IReadOnlyDictionary<string, double>? MeanShift { get; init; }

    /// <summary>Common faces by the first's expression, then by the second's; pairs that do not occur are left out.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> Confusion { get; init; }

    /// <summary>Where the most certain disagreements are, to look at: frame ids.</summary>
    public required IReadOnlyList<string> Examples { get; init; }
}
