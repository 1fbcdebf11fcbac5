using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Lab.Metrics;
using StreamMood.Vision.Alignment;
using StreamMood.Vision.Emotions;
using StreamMood.Vision.Imaging;
using StreamMood.Vision.Models;
using StreamMood.Vision.Synthesis;

namespace StreamMood.Lab.Evaluation;

/// <summary>
/// Asks classifiers what generated faces show. A classifier that helped to train the generator flatters it; one that had no part in
/// it is the better judge.
/// </summary>
public static class GeneratorEvaluation
{
    private static readonly Emotion[] Expressions = Enum.GetValues<Emotion>();

    /// <summary>Draws every expression of as many people as are asked for and has each classifier read them.</summary>
    /// <returns>One report a classifier, in the order of the options.</returns>
    /// <param name="generator">A generator, a bundled name or a file.</param>
    /// <param name="readers">Classifiers, names or files.</param>
    /// <param name="people">Identities, each with all expressions; at least 2.</param>
    /// <param name="seed">Who they are.</param>
    /// <param name="session">Where models run.</param>
    /// <param name="progress">Told after each person; null for none.</param>
    /// <param name="cancellationToken">Stops between people.</param>
    /// <exception cref="UserErrorException">When a model cannot be used.</exception>
    public static IReadOnlyList<GeneratorReport> Run(
        string generator, IReadOnlyList<string> readers, int people, int seed, ModelSessionOptions session, IProgress<EvaluationStep>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(people, 2);
        ArgumentNullException.ThrowIfNull(readers);
        using var artist = FaceGenerator.Load(generator, session);
        // Readers that want a box get what aligned tiles show, for that is how they are measured on tiles.
        using var ours = EmotionClassifier.Load(ModelFiles.DefaultEmotion, session);
        var classifiers = new List<EmotionClassifier>();
        try
        {
            foreach (var reader in readers)
                classifiers.Add(EmotionClassifier.Load(reader, session));
            var faces = Draw(artist, people, seed, progress, cancellationToken);
            var spread = Spread(faces, people);
            return [.. classifiers.Select(c => Read(artist, c, c.Crop.Template ?? ours.Crop.Template!.Value, faces, spread, seed, progress, cancellationToken))];
        }
        finally
        {
            classifiers.ForEach(c => c.Dispose());
        }
    }

    /// <summary>Mean difference in grey levels between two people with the same expression.</summary>
    internal static double Spread(byte[][] faces, int people)
    {
        // A level that lies between the two of a pair adds one to their difference; so the pairs need not be gone through one by one.
        var (sum, levels) = (0L, new int[256]);
        for (var e = 0; e < Expressions.Length; e++)
            for (var i = 0; i < faces[e].Length; i++)
            {
                Array.Clear(levels);
                for (var person = 0; person < people; person++)
                    levels[faces[person * Expressions.Length + e][i]]++;
                var below = 0L;
                foreach (var count in levels)
                {
                    below += count;
                    sum += below * (people - below);
                }
            }

        return sum / (people * (people - 1L) / 2.0 * Expressions.Length * faces[0].Length);
    }

    // Person after person, each with all expressions.
    private static byte[][] Draw(FaceGenerator artist, int people, int seed, IProgress<EvaluationStep>? progress, CancellationToken cancellationToken)
    {
        var (random, faces, identity, weights) = (new Random(seed), new List<byte[]>(), new float[artist.IdentityLength], new float[Expressions.Length]);
        for (var person = 0; person < people; person++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (ref var value in identity.AsSpan())
                // Box and Muller 1958.
                value = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
            for (var e = 0; e < weights.Length; e++)
            {
                weights.AsSpan().Clear();
                weights[e] = 1;
                var face = new byte[artist.Size * artist.Size];
                artist.Generate(weights, identity, face);
                faces.Add(face);
            }

            progress?.Report(new EvaluationStep(artist.Info.Id, person + 1, people));
        }

        return [.. faces];
    }

    private static GeneratorReport Read(
        FaceGenerator artist, EmotionClassifier classifier, FaceTemplate template, byte[][] faces, double spread, int seed, IProgress<EvaluationStep>? progress,
        CancellationToken cancellationToken)
    {
        var cutter = new FaceCutter(new CropShape(classifier.CropSize, template, 1, classifier.Crop.Colour, classifier.Crop.Pixels));
        var (picture, crop) = (new Picture(), new float[Expressions.Length * classifier.Crop.Length]);
        var scores = new EmotionScores[Expressions.Length];
        Emotion[] asked = [.. Expressions.Where(e => classifier.Labels.Contains(e))];
        var (truth, read, people) = (new List<int>(), new List<int>(), new List<string?>());
        picture.Resize(artist.Size, artist.Size, 1);
        for (var person = 0; person < faces.Length / Expressions.Length; person++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var e = 0; e < Expressions.Length; e++)
            {
                faces[person * Expressions.Length + e].CopyTo(picture.Pixels);
                cutter.Use(picture);
                cutter.Cut(cutter.Placement(Points(artist), default), crop.AsSpan(e * classifier.Crop.Length, classifier.Crop.Length));
            }

            classifier.Classify(crop, scores);
            foreach (var expression in asked)
            {
                truth.Add(Array.IndexOf(asked, expression));
                read.Add(Array.IndexOf(asked, scores[(int)expression].Top));
                people.Add($"{person}");
            }

            progress?.Report(new EvaluationStep(classifier.Info.Id, person + 1, faces.Length / Expressions.Length));
        }

        var matrix = ConfusionMatrix.Of([.. truth], [.. read], asked.Length);
        var metrics = new ClassificationMetrics(matrix);
        var (low, high) = Bootstrap.Accuracy([.. truth.Zip(read, (t, r) => t == r)], people, seed);
        return new GeneratorReport(
            artist.Info.Id, classifier.Info.Id, classifier.Info.Sha256, truth.Count, faces.Length / Expressions.Length, Rounded(metrics.Accuracy),
            [Rounded(low), Rounded(high)], Rounded(metrics.MacroF1),
            [.. metrics.PerClass.Select((c, i) => new ClassReport(asked[i].Label(), Rounded(c.Precision), Rounded(c.Recall), Rounded(c.F1), c.Support))],
            matrix.ToRows(), Math.Round(spread, 2), [.. Expressions.Except(asked).Select(e => e.Label())]);
    }

    private static Landmarks Points(FaceGenerator artist)
    {
        var (p, side) = (artist.Template.Points, artist.Size);
        return new Landmarks(At(p.RightEye), At(p.LeftEye), At(p.Nose), At(p.RightMouth), At(p.LeftMouth));

        Point At(Point point) => new(point.X * side, point.Y * side);
    }

    private static double Rounded(double value) => Math.Round(value, 6);
}
