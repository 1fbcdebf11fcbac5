using System.Text.Json.Serialization;

namespace StreamMood.Cli.Commands.Doctor;

/// <summary>How bad a finding is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Verdict>))]
internal enum Verdict
{
    /// <summary>As it should be.</summary>
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>Works, with something missing.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary>Something will not work.</summary>
    [JsonStringEnumMemberName("broken")]
    Broken,
}

/// <summary>One thing looked at.</summary>
/// <param name="Check">What was looked at.</param>
/// <param name="Verdict">How it is.</param>
/// <param name="Found">What was found.</param>
/// <param name="Mend">What to do; null when nothing.</param>
internal sealed record Finding(string Check, Verdict Verdict, string Found, string? Mend = null)
{
    /// <summary>Looks, and turns a failure into a broken finding.</summary>
    public static Finding Of(string check, string mend, Func<string> look)
    {
        try
        {
            return new Finding(check, Verdict.Ok, look());
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new Finding(check, Verdict.Broken, FirstLine(e), mend);
        }
    }

    /// <summary>The first line of an exception's message; the innermost, which names the library that was not found.</summary>
    public static string FirstLine(Exception e)
    {
        while (e is TypeInitializationException or DllNotFoundException && e.InnerException is { } inner)
            e = inner;
        return e.Message.Split('\n')[0];
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Finding))]
internal sealed partial class DoctorJson : JsonSerializerContext;
