using System.Globalization;
using Spectre.Console;
using StreamMood.Contracts.Events;

namespace StreamMood.Cli.Operator;

/// <summary>How moods, categories and ages look in every table.</summary>
internal static class MoodCells
{
    /// <summary>Stands where nothing is known.</summary>
    public const string None = "[grey58]–[/]";

    /// <summary>The top expression and its probability.</summary>
    public static string Mood(RecommendationEvent? recommendation) => recommendation?.Why.Emotions is { } scores
        ? string.Create(CultureInfo.InvariantCulture, $"{scores.Top.Label()} [grey58]{scores[scores.Top]:0.00}[/]")
        : None;

    /// <summary>Valence and arousal.</summary>
    public static string Plane(RecommendationEvent? recommendation) => recommendation is null
        ? None
        : string.Create(CultureInfo.InvariantCulture, $"{recommendation.Why.Valence,5:+0.00;-0.00} / {recommendation.Why.Arousal,5:+0.00;-0.00}");

    /// <summary>The category in its colour.</summary>
    public static string Category(RecommendationEvent? recommendation) => recommendation?.Category switch
    {
        null => "[grey58]waiting[/]",
        SongCategory.Happy => "[bold gold1]happy[/]",
        SongCategory.Energetic => "[bold orangered1]energetic[/]",
        SongCategory.Calm => "[bold palegreen3]calm[/]",
        SongCategory.Sad => "[bold steelblue1]sad[/]",
        { } other => $"[grey58]{other.Name()}[/]",
    };

    /// <summary>How long the category has held, as m:ss.</summary>
    public static string Since(RecommendationEvent? recommendation, DateTimeOffset now)
    {
        if (recommendation is null)
            return "";
        var age = now - recommendation.Since;
        return string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, (long)age.TotalMinutes)}:{Math.Max(0, age.Seconds):00}");
    }

    /// <summary>The song after a dash; empty without one.</summary>
    public static string Song(RecommendationEvent? recommendation) => recommendation?.Songs is [var song, ..]
        ? $" – {Markup.Escape(song.Artist.Length > 0 ? $"{song.Title} ({song.Artist})" : song.Title)}"
        : "";

    /// <summary>A recommendation as one line of markup.</summary>
    public static Markup Line(RecommendationEvent r) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"[grey58]{r.WindowEnd.UtcDateTime:HH:mm:ss}[/] {Markup.Escape(r.Camera)} → {Category(r)}{Song(r)} [grey58]{r.Why.Faces} faces in {r.Why.Frames} frames, confidence {r.Why.Confidence:0.00}[/]"));
}
