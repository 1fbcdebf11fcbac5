namespace StreamMood.Cli.Configuration;

/// <summary>Options that write the recommender's settings, shared by <c>recommend</c> and <c>demo</c>.</summary>
internal static class RecommenderSettingOptions
{
    /// <summary>All of them.</summary>
    public static IEnumerable<SettingOption> All()
    {
        yield return new("--window", "recommender.window", "TIME", "Length of the event-time windows. Default 1s.");
        yield return new("--grace", "recommender.grace", "TIME", "How late an event may come and still count. Default 500ms.");
        yield return new("--catalogue", "songs.catalogue", "FILE", "Songs to choose from: CSV, JSON, or the word illustrative. Default none (demo: illustrative).");
        yield return new("--song-model", "songs.model", "FILE", "Song model, ONNX. Default the bundled one.");
    }
}
