using System.Runtime.CompilerServices;
using StreamMood.Contracts.Events;
using StreamMood.Mood.State;

namespace StreamMood.Mood.Smoothing;

/// <summary>
/// What the faces of some frames voted. The sums are integers (weights and scores in steps of 2^-16), because integer sums,
/// unlike those of floating point, do not depend on the order of the events: this is what makes a replay byte-identical.
/// </summary>
public struct FaceSums
{
    private const float One = 1 << 16;

    private Sums _emotions;
    private Counts _tops;
    private long _weight;
    private long _valence;
    private long _arousal;

    /// <summary>Face observations.</summary>
    public int Faces { get; private set; }

    /// <summary>Those among them that voted.</summary>
    public int Voted { get; private set; }

    /// <summary>Sum of the weights; one sure, sharp, frontal face in one frame weighs 1.</summary>
    public readonly double Weight => _weight / (double)One;

    /// <summary>Weighted sum of valence; divide by <see cref="Weight"/> for the mean.</summary>
    public readonly double Valence => _valence / ((double)One * One);

    /// <summary>Weighted sum of arousal.</summary>
    public readonly double Arousal => _arousal / ((double)One * One);

    /// <summary>Weighted sum of an expression's probability.</summary>
    public readonly double Emotion(int emotion) => _emotions[emotion] / ((double)One * One);

    /// <summary>Votes of weight whose most probable expression this one was.</summary>
    public readonly int Tops(int emotion) => _tops[emotion];

    /// <summary>Adds the faces of a frame.</summary>
    public void Add(IReadOnlyList<FaceObservation> faces, FaceVoting voting)
    {
        ArgumentNullException.ThrowIfNull(faces);
        var samples = new FaceSample[faces.Count];
        for (var i = 0; i < samples.Length; i++)
            samples[i].Set(faces[i]);
        Add(samples, voting);
    }

    /// <summary>Adds the faces of a frame.</summary>
    public void Add(ReadOnlySpan<FaceSample> faces, FaceVoting voting)
    {
        ArgumentNullException.ThrowIfNull(voting);
        Faces += faces.Length;
        if (voting.Aggregation == FaceAggregation.Mean)
        {
            for (var i = 0; i < faces.Length; i++)
                if (voting.Admits(in faces[i]))
                    Vote(in faces[i], voting);
        }
        else if (voting.Speaker(faces) is >= 0 and var speaker)
        {
            Vote(in faces[speaker], voting);
        }
    }

    /// <summary>Adds what other frames voted.</summary>
    internal void Join(in FaceSums other)
    {
        for (var i = 0; i < Emotions.Count; i++)
        {
            _emotions[i] += other._emotions[i];
            _tops[i] += other._tops[i];
        }

        _weight += other._weight;
        _valence += other._valence;
        _arousal += other._arousal;
        Faces += other.Faces;
        Voted += other.Voted;
    }

    /// <summary>Takes out what was joined before.</summary>
    internal void Leave(in FaceSums other)
    {
        for (var i = 0; i < Emotions.Count; i++)
        {
            _emotions[i] -= other._emotions[i];
            _tops[i] -= other._tops[i];
        }

        _weight -= other._weight;
        _valence -= other._valence;
        _arousal -= other._arousal;
        Faces -= other.Faces;
        Voted -= other.Voted;
    }

    internal readonly void Write(ref StateWriter into)
    {
        into.Number(Faces);
        into.Number(Voted);
        into.Number(_weight);
        into.Number(_valence);
        into.Number(_arousal);
        for (var i = 0; i < Emotions.Count; i++)
        {
            into.Number(_emotions[i]);
            into.Number(_tops[i]);
        }
    }

    internal static FaceSums Read(ref StateReader from)
    {
        var sums = new FaceSums { Faces = (int)from.Number(), Voted = (int)from.Number() };
        sums._weight = from.Number();
        sums._valence = from.Number();
        sums._arousal = from.Number();
        for (var i = 0; i < Emotions.Count; i++)
        {
            sums._emotions[i] = from.Number();
            sums._tops[i] = (int)from.Number();
        }

        return sums;
    }

    private void Vote(in FaceSample face, FaceVoting voting)
    {
        var weight = voting.Weight(in face);
        Voted++;
        _weight += weight;
        _valence += weight * (long)MathF.Round(face.Valence * One);
        _arousal += weight * (long)MathF.Round(face.Arousal * One);
        var scores = face.Scores;
        var top = 0;
        for (var i = 0; i < Emotions.Count; i++)
        {
            _emotions[i] += weight * (long)MathF.Round(scores[i] * One);
            if (scores[i] > scores[top])
                top = i;
        }

        if (weight > 0)
            _tops[top]++;
    }

    [InlineArray(Emotions.Count)]
    private struct Sums
    {
        private long _first;
    }

    [InlineArray(Emotions.Count)]
    private struct Counts
    {
        private int _first;
    }
}
