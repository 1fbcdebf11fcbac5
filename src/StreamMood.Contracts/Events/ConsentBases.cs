using System.Text;

namespace StreamMood.Contracts.Events;

/// <summary>
/// On what basis the people a camera sees may be looked at: those of Article 6(1) GDPR (consent, contract, legal obligation, vital
/// interests, public task, legitimate interests), and two of our own where nobody's rights are touched or nothing leaves the machine.
/// </summary>
public static class ConsentBases
{
    /// <summary>Drawn people: there is nobody to ask.</summary>
    public const string Synthetic = "synthetic";

    /// <summary>A demo of one's own pictures on one's own machine. No camera can be configured with it.</summary>
    public const string Demonstration = "demonstration";

    private static readonly string[] Recorded =
        ["consent", "contract", "legal-obligation", "vital-interests", "public-task", "legitimate-interests"];

    private static readonly byte[][] Known = [.. Recorded.Append(Synthetic).Append(Demonstration).Select(Encoding.ASCII.GetBytes)];

    /// <summary>Those that can be recorded for a camera of people.</summary>
    public static IReadOnlyList<string> OfPeople => Recorded;

    /// <summary>Every value of header <see cref="EventHeaders.ConsentBasis"/>.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Recorded, Synthetic, Demonstration];

    /// <summary>Whether a header's value is one of <see cref="All"/>; allocates nothing.</summary>
    public static bool IsKnown(ReadOnlySpan<byte> ascii)
    {
        foreach (var known in Known)
            if (ascii.SequenceEqual(known))
                return true;
        return false;
    }
}

/// <summary>What is recorded about the consent of the people that a camera sees.</summary>
/// <param name="Basis">One of <see cref="ConsentBases.All"/>.</param>
/// <param name="Notice">Where and how people are told, such as a sign's place or an address; absent for drawn people.</param>
/// <param name="RecordedAt">When this was recorded; absent for drawn people.</param>
public sealed record CameraConsent(string Basis, string? Notice = null, DateTimeOffset? RecordedAt = null)
{
    /// <summary>Of drawn people.</summary>
    public static CameraConsent Synthetic { get; } = new(ConsentBases.Synthetic);
}
