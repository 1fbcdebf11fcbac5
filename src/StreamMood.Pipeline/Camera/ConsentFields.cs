using System.Text.Json;
using StreamMood.Contracts.Events;

namespace StreamMood.Pipeline.Camera;

/// <summary>Reads <c>consent</c> out of <c>cameras.json</c>: <c>basis</c>, <c>notice</c> and <c>recordedAt</c>, all of them.</summary>
internal static class ConsentFields
{
    /// <param name="fields">The fields of a camera or of the file.</param>
    /// <param name="name">What error lines start with.</param>
    /// <param name="errors">Where they go.</param>
    /// <returns>Null where nothing, or nothing usable, is said.</returns>
    public static CameraConsent? Read(JsonFields fields, string name, List<string> errors)
    {
        if (fields.Take("consent") is not { } element)
            return null;
        if (element.ValueKind != JsonValueKind.Object)
        {
            fields.Refuse("consent", "must be an object with basis, notice and recordedAt");
            return null;
        }

        var before = errors.Count;
        var consent = new JsonFields(element, $"{name}: consent", errors);
        var (basis, notice, at) = (consent.Text("basis", required: true), consent.Text("notice", required: true), consent.Text("recordedAt", required: true));
        consent.RefuseRest();
        if (Problem(basis) is { } problem)
            consent.Refuse("basis", problem);
        DateTimeOffset recorded = default;
        if (at is not null && !EventHeaders.TryParseTime(at, out recorded))
            consent.Refuse("recordedAt", $"must be a time such as 2026-05-01T09:00:00Z, not '{at}'");
        return errors.Count == before ? new CameraConsent(basis!, notice, recorded) : null;
    }

    /// <summary>What is wrong with a basis that somebody wrote; null when nothing is.</summary>
    public static string? Problem(string? basis) => basis is null || ConsentBases.OfPeople.Contains(basis, StringComparer.Ordinal)
        ? null
        : $"must be one of {string.Join(", ", ConsentBases.OfPeople)}, not '{basis}'";
}
