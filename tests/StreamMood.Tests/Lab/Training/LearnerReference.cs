using System.Text.Json;
using StreamMood.Lab.Training;

namespace StreamMood.Tests.Lab.Training;

/// <summary>Rows and scikit-learn's answers; written by tests/TestData/reference/learners.py.</summary>
internal static class LearnerReference
{
    private static readonly JsonElement Root =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "tests", "TestData", "learners.json"))).RootElement;

    public static TrainingSet Train { get; } = new(Rows(Root.GetProperty("rows")), Ints("labels"), 4);

    public static double[][] Test { get; } = Rows(Root.GetProperty("test"));

    public static int[] Truth { get; } = Ints("truth");

    public static FeatureColumn[] Columns { get; } = [.. Enumerable.Range(0, Train.Width).Select(f => new FeatureColumn($"f{f}"))];

    /// <summary>An answer of scikit-learn for every test row.</summary>
    public static double[][] Answer(string name, string? part = null) =>
        Rows(part is null ? Root.GetProperty(name) : Root.GetProperty(name).GetProperty(part));

    private static double[][] Rows(JsonElement element) =>
        [.. element.EnumerateArray().Select(r => r.EnumerateArray().Select(v => v.GetDouble()).ToArray())];

    private static int[] Ints(string name) => [.. Root.GetProperty(name).EnumerateArray().Select(v => v.GetInt32())];
}
