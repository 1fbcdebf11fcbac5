using System.Text.Json;

namespace StreamMood.Tests.Lab.Metrics;

/// <summary>Results of scikit-learn, SciPy and NumPy on made-up data; written by tests/TestData/reference/metrics.py.</summary>
internal static class Reference
{
    private static readonly JsonDocument Document =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "tests", "TestData", "metrics.json")));

    public static JsonElement[] Of(string name) => [.. Document.RootElement.GetProperty(name).EnumerateArray()];

    public static int[] Ints(this JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(v => v.GetInt32())];

    public static float[] Floats(this JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(v => v.GetSingle())];

    public static double Number(this JsonElement element, string name) => element.GetProperty(name).GetDouble();
}
