namespace StreamMood.Pipeline.Camera.Synthetic;

/// <summary>What tells one drawn person from another, apart from the face; greys from 0 to 255.</summary>
internal sealed record FigureLook
{
    /// <summary>Of hair.</summary>
    public required float Hair { get; init; }

    /// <summary>Of clothes.</summary>
    public required float Clothes { get; init; }

    /// <summary>How far hair falls below the eyes, in eye-to-mouth heights: 0 short, 2 long.</summary>
    public required float HairLength { get; init; }

    /// <summary>How high the hair line stands above the eyes, in eye-to-mouth heights.</summary>
    public required float HairLine { get; init; }

    /// <summary>Stripes on the clothes: their distance in eye distances; 0 for none.</summary>
    public required float Stripes { get; init; }

    /// <summary>A look by chance.</summary>
    public static FigureLook Random(ref SeededRandom random) => new()
    {
        Hair = random.Between(22, 85),
        Clothes = random.Between(35, 190),
        HairLength = random.Below(2) == 0 ? 0 : random.Between(0.8, 2.2),
        HairLine = random.Between(0.80, 1.0),
        Stripes = random.Below(3) == 0 ? random.Between(0.5, 1.0) : 0,
    };
}
