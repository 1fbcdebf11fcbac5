using StreamMood.Contracts.Events;

namespace StreamMood.Lab.Datasets;

/// <summary>Which classes are told apart.</summary>
public enum LabelSet
{
    /// <summary>
    /// The seven of FER2013. Pictures of contempt are left out; a model's contempt is dropped and its other probabilities are
    /// renormalised. For the data of FER+ this also means FER2013's own labels instead of the votes.
    /// </summary>
    Fer,

    /// <summary>The eight of FER+; for its data, the majority of the votes, see <see cref="FerPlusVotes"/>.</summary>
    FerPlus,
}

/// <summary>Names and classes of the label sets.</summary>
public static class LabelSets
{
    private static readonly Emotion[] Eight = Enum.GetValues<Emotion>();
    private static readonly Emotion[] Seven = [.. Eight.Where(e => e != Emotion.Contempt)];

    /// <summary><c>fer</c> or <c>ferplus</c>.</summary>
    public static string Name(this LabelSet labels) => labels == LabelSet.Fer ? "fer" : "ferplus";

    /// <summary>The classes in the order of score vectors.</summary>
    public static IReadOnlyList<Emotion> Classes(this LabelSet labels) => labels == LabelSet.Fer ? Seven : Eight;
}
