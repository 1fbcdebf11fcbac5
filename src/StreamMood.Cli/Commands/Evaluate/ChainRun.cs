using StreamMood.Contracts.Events;
using StreamMood.Lab.Evaluation;
using StreamMood.Lab.Training.Songs;
using StreamMood.Mood;
using StreamMood.Mood.Songs;
using StreamMood.Mood.Songs.Catalogue;
using StreamMood.Mood.Songs.Models;
using StreamMood.Pipeline.Camera.Synthetic;
using StreamMood.Pipeline.Inference;

namespace StreamMood.Cli.Commands.Evaluate;

/// <summary>What a chain is judged over.</summary>
/// <param name="Cameras">Synthetic cameras.</param>
/// <param name="Duration">Of each, event time.</param>
/// <param name="Fps">Frames a second.</param>
/// <param name="Data">Labelled songs to choose from; null takes the catalogue.</param>
/// <param name="Catalogue">Songs to choose from.</param>
/// <param name="Model">Song model for the catalogue.</param>
/// <param name="Seed">What cameras act, and which songs.</param>
internal sealed record ChainOptions(int Cameras, TimeSpan Duration, double Fps, string? Data, string Catalogue, string Model, int Seed);

/// <summary>
/// Runs the whole chain without Kafka: acted expression → frame → emotions → window → category → song, each step the roles' own.
/// </summary>
internal static class ChainRun
{
    public static ChainReport Run(
        ChainOptions options, InferenceOptions inference, MoodOptions mood, IProgress<EvaluationStep>? progress, CancellationToken cancellationToken)
    {
        var (catalogue, truth) = Songs(options, cancellationToken);
        var player = new SongPlayer(new SongSelector(catalogue, new SelectionSettings { Seed = options.Seed }));
        using var acted = new ActedEvents(inference.Detector, inference.Emotion, inference.Session, inference.Vision);
        var (category, song, chosen) = (Empty(), Empty(), new HashSet<string>(StringComparer.Ordinal));
        var frames = (int)(options.Duration.TotalSeconds * options.Fps);
        for (var c = 0; c < options.Cameras; c++)
        {
            var (camera, seed) = ($"cam-{c + 1}", (ulong)(options.Seed * 1000 + c));
            var start = DateTimeOffset.UnixEpoch.AddYears(56);
            var script = ActedEvents.Script(seed);
            var history = new PlayHistory();
            foreach (var value in Recommend(acted.Of(camera, seed, start, options.Fps, frames), mood, cancellationToken))
            {
                var played = player.Play(value, camera, history);
                if (script.HoldsOne(value.WindowStart - start, value.WindowEnd - start) is not { } expression)
                    continue;
                var row = CategoryRule.Of(expression) - SongCategory.Happy;
                category[row][Column(value.Category)]++;
                song[row][Column(played.Songs is [var first, ..] ? truth[first.Id] : value.Category)]++;
                if (played.Songs is [var one, ..])
                    chosen.Add(one.Id);
            }

            progress?.Report(new EvaluationStep("cameras", c + 1, options.Cameras));
        }

        return new ChainReport(
            options.Cameras, options.Duration.TotalSeconds, category.Sum(r => r.Sum()), [.. SongCategories.Songs.Select(c => c.Name()), "undecided", "nobody"],
            Stage(category), Stage(song), chosen.Count,
            new ChainSongs(
                catalogue.Path, catalogue.Songs.Count, options.Data is null ? "model" : "label", catalogue.ModelId,
                Math.Round(catalogue.Songs.Average(s => truth[s.Id] == s.Category ? 1.0 : 0), 4)));
    }

    private static List<RecommendationEvent> Recommend(IEnumerable<EmotionEvent> events, MoodOptions mood, CancellationToken cancellationToken)
    {
        var (partition, made, offset) = (new MoodPartition(mood), new List<RecommendationEvent>(), 0L);
        foreach (var value in events)
        {
            cancellationToken.ThrowIfCancellationRequested();
            partition.Add(value, offset++, made);
        }

        partition.Flush(made);
        return made;
    }

    private static (SongCatalogue Catalogue, IReadOnlyDictionary<string, SongCategory> Truth) Songs(ChainOptions options, CancellationToken cancellationToken)
    {
        if (options.Data is { } data)
        {
            var fitted = CrossFittedCatalogue.Make(data, options.Seed, cancellationToken);
            return (fitted.Songs, fitted.Moods);
        }

        using var model = SongModel.Open(options.Model);
        var catalogue = SongCatalogue.Load(options.Catalogue, model);
        return (catalogue, catalogue.Songs.ToDictionary(s => s.Id, s => s.Category));
    }

    private static int[][] Empty() => [.. SongCategories.Songs.Select(_ => new int[SongCategories.Songs.Count + 2])];

    private static int Column(SongCategory category) => category switch
    {
        SongCategory.Undecided => SongCategories.Songs.Count,
        SongCategory.Nobody => SongCategories.Songs.Count + 1,
        _ => category - SongCategory.Happy,
    };

    private static ChainStage Stage(int[][] confusion)
    {
        var all = confusion.Sum(r => r.Sum());
        return new ChainStage(all == 0 ? 0 : Math.Round(confusion.Select((r, k) => r[k]).Sum() / (double)all, 4), confusion);
    }
}
