using StreamMood.Contracts.Events;

namespace StreamMood.Vision;

/// <summary>Joins what was found, numbered and read into what events and <c>analyze</c> report.</summary>
public static class FaceObservations
{
    /// <summary>One observation a face, in the order of <see cref="FoundFaces.Faces"/>.</summary>
    /// <param name="found">The faces of a frame.</param>
    /// <param name="tracks">Their numbers.</param>
    /// <param name="scores">Their expressions.</param>
    /// <exception cref="ArgumentException">When the lengths differ.</exception>
    public static FaceObservation[] Compose(FoundFaces found, ReadOnlySpan<int> tracks, ReadOnlySpan<EmotionScores> scores)
    {
        if (tracks.Length != found.Count || scores.Length != found.Count)
            throw new ArgumentException($"{found.Count} faces, but {tracks.Length} tracks and {scores.Length} scores");
        if (found.Count == 0)
            return [];
        var observations = new FaceObservation[found.Count];
        for (var i = 0; i < observations.Length; i++)
        {
            var face = found.Faces[i];
            var top = scores[i].Top;
            var mood = Circumplex.Expect(scores[i]);
            observations[i] = new FaceObservation
            {
                Track = tracks[i],
                Box = face.Box,
                Score = Rounded(face.Score),
                Landmarks = face.Landmarks,
                Emotions = scores[i],
                Label = top.Label(),
                Valence = Rounded(mood.Valence),
                Arousal = Rounded(mood.Arousal),
                Confidence = Rounded(scores[i][top]),
                Quality = Rounded(found.Qualities[i]),
                Sharpness = Rounded(found.Sharpnesses[i]),
            };
        }

        return observations;
    }

    // Four decimals, as the probabilities have in JSON. More would be noise, and it is noise that tells a frame's second event,
    // after a restart, from its first. Adding 0 turns −0 into 0.
    private static float Rounded(float value) => MathF.Round(value, 4) + 0f;
}
