namespace StreamMood.Lab.Training.Songs;

/// <summary>What to train and how to judge it.</summary>
public sealed record SongTrainingOptions
{
    /// <summary>CSV of labelled songs.</summary>
    public required string Data { get; init; }

    /// <summary>Learners by name; empty for all and their ensemble.</summary>
    public IReadOnlyList<string> Learners { get; init; } = [];

    /// <summary>Feature set: audio, duration, release or all.</summary>
    public string Features { get; init; } = "release";

    /// <summary>Outer folds, 2 to 50.</summary>
    public int Folds { get; init; } = 10;

    /// <summary>Repeats of the outer folds, 1 to 100.</summary>
    public int Repeats { get; init; } = 5;

    /// <summary>Folds of the search inside each training part, 2 to 20.</summary>
    public int InnerFolds { get; init; } = 3;

    /// <summary>Settings the search tries, 1 to 1000; 1 keeps the defaults.</summary>
    public int Budget { get; init; } = 12;

    /// <summary>Same seed, same result.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Whether songs of one artist stay in one fold.</summary>
    public bool GroupByArtist { get; init; }

    /// <summary>The learner that is kept; null for the most accurate.</summary>
    public string? Pick { get; init; }

    /// <summary>Where the picked model, trained on all rows, is written as ONNX; null for nowhere.</summary>
    public string? Output { get; init; }

    /// <summary>Version that the written model states; null leaves it to its checksum.</summary>
    public string? Version { get; init; }
}
