using System.Security.Cryptography;
using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Lab.Datasets;
using StreamMood.Lab.Metrics;
using StreamMood.Mood.Songs.Models;

namespace StreamMood.Lab.Evaluation;

/// <summary>Judges a song model, ours or a foreign one, on labelled songs.</summary>
public static class SongEvaluation
{
    /// <summary>Scores every song through the code that the recommender runs.</summary>
    /// <param name="data">CSV of labelled songs.</param>
    /// <param name="model">An ONNX file.</param>
    /// <param name="emoMusic">Folder of emoMusic for the comparison with human ratings; null for none.</param>
    /// <param name="catalogue">Songs with genres for that comparison; null takes the labelled songs.</param>
    /// <exception cref="UserErrorException">When a file is missing or not what it should be.</exception>
    public static SongReport Run(string data, string model, string? emoMusic = null, string? catalogue = null)
    {
        using var songs = SongModel.Open(model);
        var features = songs.Features.Select(f => f.Name).ToArray();
        var optional = features.Where((_, i) => songs.IsOptional(i)).ToHashSet(StringComparer.Ordinal);
        var table = SongTable.Read(data, features, optional);
        if (table.Rows.Count == 0)
            throw new UserErrorException($"{data} holds no song");
        var shares = songs.Score([.. table.Rows.SelectMany(r => r).Select(v => (float)v)]);
        var n = table.Rows.Count;
        var (predicted, confidence, correct) = (new int[n], new float[n], new bool[n]);
        for (var i = 0; i < n; i++)
        {
            var row = shares.AsSpan(i * SongModel.Classes, SongModel.Classes);
            for (var k = 1; k < SongModel.Classes; k++)
                if (row[k] > row[predicted[i]])
                    predicted[i] = k;
            (confidence[i], correct[i]) = (row[predicted[i]], predicted[i] == table.Labels[i]);
        }

        var matrix = ConfusionMatrix.Of([.. table.Labels], predicted, SongModel.Classes);
        var figures = new ClassificationMetrics(matrix);
        var (low, high) = Bootstrap.Accuracy(correct, table.Artists);
        var plane = SongPlane.Of(data, table);
        return new SongReport(
            songs.Id, songs.Sha256, data, n, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(data))) == songs.TrainedOn, Round(figures.Accuracy), [Round(low), Round(high)], Round(figures.MacroPrecision), Round(figures.MacroRecall),
            Round(figures.MacroF1), Round(Calibration.NegativeLogLikelihood(shares, [.. table.Labels], SongModel.Classes)),
            Round(Calibration.ExpectedError(Calibration.Reliability(confidence, correct))),
            [.. figures.PerClass.Select((c, k) => new SongCategoryReport(
                SongTable.Categories[k].Name(), Round(c.Precision), Round(c.Recall), Round(c.F1), c.Support, Round(plane.Valence[k]), Round(plane.Energy[k])))],
            matrix.ToRows(), emoMusic is null ? null : EmoMusic.Compare(emoMusic, catalogue ?? data, songs, plane.Correlation));
    }

    internal static double Round(double value) => Math.Round(value, 4);
}

/// <summary>Where the categories lie by the features valence and energy.</summary>
/// <param name="Valence">Mean of each category, standardised.</param>
/// <param name="Energy">Mean of each category, standardised.</param>
/// <param name="Correlation">Of the two features over all songs.</param>
internal sealed record SongPlane(double[] Valence, double[] Energy, double Correlation)
{
    public static SongPlane Of(string data, SongTable labelled)
    {
        var table = SongTable.Read(data, ["valence", "energy"], new HashSet<string>());
        var (valence, energy) = (Standard(table, 0), Standard(table, 1));
        return new SongPlane(Means(valence), Means(energy), valence.Zip(energy, (v, e) => v * e).Average());

        double[] Means(double[] values) => [.. Enumerable.Range(0, SongTable.Categories.Count)
            .Select(k => values.Where((_, i) => labelled.Labels[i] == k).DefaultIfEmpty(0).Average())];
    }

    private static double[] Standard(SongTable table, int column)
    {
        var values = table.Rows.Select(r => r[column]).ToArray();
        var mean = values.Average();
        var deviation = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
        return Array.ConvertAll(values, v => deviation > 0 ? (v - mean) / deviation : 0);
    }
}
