using StreamMood.Contracts.Events;
using StreamMood.Mood.Smoothing;

namespace StreamMood.Lab.Smoothing;

/// <summary>Learns from labelled streams what filters know beforehand. Counts with a little added everywhere (Laplace), so that nothing is impossible.</summary>
public static class ChainLearner
{
    private const double Little = 0.5;

    // Frames in which one expression becomes the next say nothing of either.
    private static readonly TimeSpan Blend = TimeSpan.FromMilliseconds(500);

    /// <summary>How long expressions last, what follows them, and how the classifier sees them.</summary>
    /// <param name="name">What to call it in reasons; no comma.</param>
    /// <param name="streams">The streams.</param>
    public static MoodChain Chain(string name, IReadOnlyList<LabelledSequence> streams)
    {
        const int N = Emotions.Count;
        var (seconds, visits, jumps, seen) = (new double[N], new double[N], new double[N * N], new double[N * N]);
        // Whatever never occurs lasts as long as the others do.
        var usual = streams.SelectMany(s => s.Parts).Average(p => (p.End - p.Start).TotalSeconds);
        Array.Fill(seconds, Little * usual);
        Array.Fill(visits, Little);
        Array.Fill(jumps, 2 * Little);
        Array.Fill(seen, Little);
        for (var e = 0; e < N; e++)
        {
            jumps[(e * N) + e] = 0;
            seen[(e * N) + e] = 10 * Little;
        }

        // One script is one piece of evidence, under however many lights it was filmed.
        foreach (var stream in streams.DistinctBy(s => string.Join(' ', s.Parts)))
        {
            for (var i = 0; i < stream.Parts.Count; i++)
            {
                var part = stream.Parts[i];
                seconds[(int)part.Shown] += (part.End - part.Start).TotalSeconds;
                visits[(int)part.Shown]++;
                if (i > 0)
                    jumps[((int)stream.Parts[i - 1].Shown * N) + (int)part.Shown]++;
            }
        }

        foreach (var (shown, face) in streams.SelectMany(Seen))
            for (var e = 0; e < N; e++)
                seen[((int)shown * N) + e] += face.Emotions[e];

        return new MoodChain(name, [.. seconds.Zip(visits, (s, v) => s / v)], Rows(jumps), Rows(seen));
    }

    /// <summary>Where the moods lie on the plane.</summary>
    /// <param name="name">What to call it in reasons.</param>
    /// <param name="streams">The streams.</param>
    public static MoodCentres Centres(string name, IReadOnlyList<LabelledSequence> streams)
    {
        var states = new[] { MoodState.Happy, MoodState.Energetic, MoodState.Neutral, MoodState.Sad };
        var faces = streams.SelectMany(Seen).ToLookup(s => StreamRecorder.Part(default, default, s.Shown).State, s => s.Face);
        return new MoodCentres(name, Array.ConvertAll(states, state =>
        {
            var own = faces[state].ToArray();
            if (own.Length == 0)
                return (0, 0, 0.3);
            var (v, a) = (own.Average(f => (double)f.Valence), own.Average(f => (double)f.Arousal));
            var spread = Math.Sqrt(own.Average(f => (((f.Valence - v) * (f.Valence - v)) + ((f.Arousal - a) * (f.Arousal - a))) / 2));
            return (v, a, Math.Max(spread, 0.02));
        }));
    }

    private static IEnumerable<(Emotion Shown, FaceObservation Face)> Seen(LabelledSequence stream)
    {
        var part = 0;
        foreach (var value in stream.Events)
        {
            var time = value.CapturedAt - LabelledSequence.Epoch;
            while (part < stream.Parts.Count - 1 && time >= stream.Parts[part].End)
                part++;
            if (time - stream.Parts[part].Start < Blend)
                continue;
            foreach (var face in value.Faces)
                yield return (stream.Parts[part].Shown, face);
        }
    }

    private static double[] Rows(double[] counts)
    {
        for (var row = 0; row < Emotions.Count; row++)
        {
            var own = counts.AsSpan(row * Emotions.Count, Emotions.Count);
            double sum = 0;
            foreach (var count in own)
                sum += count;
            foreach (ref var count in own)
                count /= sum;
        }

        return counts;
    }
}
