namespace StreamMood.Cli.Configuration;

/// <summary>One setting as somebody wrote it.</summary>
/// <param name="Key">Path in the settings, such as <c>inference.maxBatch</c>; case does not matter.</param>
/// <param name="Value">The text; never null.</param>
/// <param name="Origin">Where it was written, for error messages: <c>--fps</c>, a file, an environment variable.</param>
internal sealed record SettingValue(string Key, string Value, string Origin);
