using System.Globalization;
using StreamMood.Contracts.Events;
using StreamMood.Mood;
using StreamMood.Mood.Decisions;
using StreamMood.Mood.Smoothing;
using StreamMood.Mood.Songs;

namespace StreamMood.Lab.Smoothing;

/// <summary>One way to smooth: window, filter and hysteresis.</summary>
public sealed record SmoothingWay(MoodOptions Options)
{
    /// <summary>The filter's name, as in the settings.</summary>
    public string Filter => Options.Filter.Kind.ToString().ToLowerInvariant();

    /// <summary>All of it on one line, as settings.</summary>
    public string Name
    {
        get
        {
            var (f, d) = (Options.Filter, Options.Decision);
            var own = f.Kind switch
            {
                FilterKind.Exponential => $" halfLife={Seconds(f.HalfLife)}",
                FilterKind.Box or FilterKind.Median or FilterKind.Majority => $" span={Seconds(f.Span)}",
                FilterKind.Hmm => string.Create(CultureInfo.InvariantCulture, $" evidence={f.Evidence}"),
                FilterKind.Kalman => string.Create(CultureInfo.InvariantCulture, $" drift={f.Drift} noise={f.Noise}"),
                _ => "",
            };
            return string.Create(
                CultureInfo.InvariantCulture, $"window={Seconds(Options.Window)} {Filter}{own} lead={d.Lead} confirm={Seconds(d.Confirm)} hold={Seconds(d.Hold)}");
        }
    }

    /// <summary>Sends a stream through the recommender itself; a window counts as said when the event came that closed it.</summary>
    public void Run(LabelledSequence stream, SmoothingScore into)
    {
        var partition = new MoodPartition(Options);
        List<RecommendationEvent> made = [];
        List<(TimeSpan, MoodState)> said = [];
        for (var i = 0; i < stream.Events.Count; i++)
        {
            partition.Add(stream.Events[i], i, made);
            foreach (var recommended in made)
                said.Add((stream.Events[i].CapturedAt - LabelledSequence.Epoch, recommended.State!.Value));
            made.Clear();
        }

        into.Add(stream.Parts, said);
    }

    /// <summary>What is said without any smoothing: of each frame what its faces say.</summary>
    public static void Raw(LabelledSequence stream, SmoothingScore into)
    {
        List<(TimeSpan, MoodState)> said = [];
        foreach (var value in stream.Events)
        {
            var sums = default(FaceSums);
            sums.Add(value.Faces, FaceVoting.All);
            EmotionScores scores = default;
            for (var i = 0; i < Emotions.Count; i++)
                scores[i] = sums.Weight > 0 ? (float)(sums.Emotion(i) / sums.Weight) : 0;
            var best = CategoryRule.Masses(scores).Best(out var mass);
            said.Add((value.CapturedAt - LabelledSequence.Epoch, sums.Faces == 0 ? MoodState.Nobody : mass > 0 ? best : MoodState.Undecided));
        }

        into.Add(stream.Parts, said);
    }

    /// <summary>Every way that is compared.</summary>
    public static IReadOnlyList<SmoothingWay> All { get; } = [.. Make()];

    private static IEnumerable<SmoothingWay> Make()
    {
        foreach (var window in (double[])[0.5, 1, 2])
            foreach (var filter in Filters())
                foreach (var (lead, confirm, hold) in ((float, double, double)[])[(0, 0, 0), (0.1f, 0, 1), (0.1f, 0, 2), (0.2f, 0, 3), (0.1f, 1, 2), (0.2f, 2, 3)])
                    yield return new(new MoodOptions
                    {
                        Window = TimeSpan.FromSeconds(window),
                        Filter = filter,
                        Decision = new DecisionSettings
                        {
                            Lead = lead,
                            Confirm = TimeSpan.FromSeconds(confirm),
                            Hold = TimeSpan.FromSeconds(hold),
                            ForgetAfter = TimeSpan.FromSeconds(30),
                        },
                    });
    }

    private static IEnumerable<FilterSettings> Filters()
    {
        var none = new FilterSettings { Kind = FilterKind.None };
        yield return none;
        foreach (var halfLife in (double[])[0.5, 1, 2])
            yield return none with { Kind = FilterKind.Exponential, HalfLife = TimeSpan.FromSeconds(halfLife) };
        foreach (var kind in (FilterKind[])[FilterKind.Box, FilterKind.Median, FilterKind.Majority])
            foreach (var span in (double[])[1.5, 2, 3, 5])
                yield return none with { Kind = kind, Span = TimeSpan.FromSeconds(span) };
        foreach (var evidence in (double[])[1, 2, 4, 8, 16])
            yield return none with { Kind = FilterKind.Hmm, Evidence = evidence };
        foreach (var (drift, noise) in ((double, double)[])[(0.3, 0.1), (0.3, 0.2), (0.3, 0.4), (0.15, 0.3)])
            yield return none with { Kind = FilterKind.Kalman, Drift = drift, Noise = noise };
    }

    private static string Seconds(TimeSpan span) => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.###}s");
}
