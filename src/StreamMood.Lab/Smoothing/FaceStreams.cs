using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Lab.Datasets;
using StreamMood.Lab.Evaluation;
using StreamMood.Vision;
using StreamMood.Vision.Emotions;

namespace StreamMood.Lab.Smoothing;

/// <summary>
/// Streams of real people's faces: the classifier's answers to pictures of a labelled set that it was not trained on, strung
/// together. Each part shows one expression by a handful of pictures, each for some frames in a row, so that errors last as
/// they do when one person looks one way for a while. The set is the user's own; nothing of it is kept but scores.
/// </summary>
public static class FaceStreams
{
    private const int FramesASecond = 10, PicturesAPart = 6, PartsAStream = 20;

    /// <summary>Makes streams.</summary>
    /// <param name="options">The set.</param>
    /// <param name="classifier">The classifier.</param>
    /// <param name="models">What to name as the models.</param>
    /// <param name="casts">Their numbers; the pictures are divided among them, so that no two streams share one.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="UserErrorException">When the set cannot be used.</exception>
    public static IReadOnlyList<LabelledSequence> Make(
        EmotionDatasetOptions options, EmotionClassifier classifier, ModelVersions models, IReadOnlyList<int> casts, CancellationToken cancellationToken)
    {
        var set = EmotionDataset.Load(options);
        if (set.FindFaces)
            throw new UserErrorException($"{options.Folder}: streams are made of sets whose pictures are faces");
        var faces = set.Faces.ToArray();
        new Random(1).Shuffle(faces);
        var scores = Score(faces, classifier, cancellationToken);
        return [.. casts.Select((cast, i) => Stream(cast, Own(faces, scores, i, casts.Count), models))];
    }

    private static EmotionScores[] Score(LabelledFace[] faces, EmotionClassifier classifier, CancellationToken cancellationToken)
    {
        var scores = new EmotionScores[faces.Length];
        var found = new bool[EmotionClassifier.MaxBatch];
        using var lane = new EmotionLane(classifier, null, new VisionOptions(), augmented: false, EmotionReadout.Votes);
        for (var from = 0; from < faces.Length; from += EmotionClassifier.MaxBatch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = Math.Min(EmotionClassifier.MaxBatch, faces.Length - from);
            lane.Run(faces.AsSpan(from, count), scores.AsSpan(from, count), found);
        }

        return scores;
    }

    private static ILookup<Emotion, EmotionScores> Own(LabelledFace[] faces, EmotionScores[] scores, int index, int of) =>
        Enumerable.Range(0, faces.Length).Where(i => i % of == index).ToLookup(i => faces[i].Label, i => scores[i]);

    private static LabelledSequence Stream(int cast, ILookup<Emotion, EmotionScores> faces, ModelVersions models)
    {
        var random = new Random(cast);
        var shown = faces.Where(f => f.Key != Emotion.Contempt).Select(f => f.Key).Order().ToArray();
        List<StreamPart> parts = [];
        List<EmotionEvent> events = [];
        var start = TimeSpan.Zero;
        var name = $"faces-{cast}";
        while (parts.Count < PartsAStream)
        {
            var next = shown[random.Next(shown.Length)];
            var part = StreamRecorder.Part(start, start + TimeSpan.FromSeconds(random.Next(6, 16)), next);
            if (parts.Count > 0 && parts[^1].State == part.State)
                continue;
            parts.Add(part);
            Show(name, part, [.. faces[next]], random, models, events);
            start = part.End;
        }

        return new LabelledSequence { Name = name, Condition = "real faces", Cast = cast, Parts = parts, Events = events };
    }

    private static void Show(string camera, StreamPart part, EmotionScores[] faces, Random random, ModelVersions models, List<EmotionEvent> events)
    {
        var pictures = random.GetItems(faces, PicturesAPart);
        EmotionScores scores = default;
        var left = 0;
        for (var time = part.Start; time < part.End; time += TimeSpan.FromSeconds(1.0 / FramesASecond))
        {
            if (left-- <= 0)
                (scores, left) = (pictures[random.Next(pictures.Length)], random.Next(2, 12));
            var mood = Circumplex.Expect(scores);
            events.Add(new EmotionEvent
            {
                Camera = camera,
                Frame = new FrameId(camera, 1, events.Count).ToString(),
                CapturedAt = LabelledSequence.Epoch + time,
                Width = 640,
                Height = 480,
                Models = models,
                Faces =
                [
                    new FaceObservation
                    {
                        Track = 1, Box = new Box(250, 150, 140, 180), Score = 1, Landmarks = default, Emotions = scores, Label = scores.Top.Label(),
                        Valence = MathF.Round(mood.Valence, 4), Arousal = MathF.Round(mood.Arousal, 4), Confidence = MathF.Round(scores[scores.Top], 4), Quality = 1,
                    },
                ],
            });
        }
    }
}
