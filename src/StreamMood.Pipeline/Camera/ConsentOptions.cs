using System.ComponentModel.DataAnnotations;
using StreamMood.Contracts.Events;

namespace StreamMood.Pipeline.Camera;

/// <summary>What is recorded about the consent of the people whom cameras see that say nothing of their own; all three, or none.</summary>
public sealed class ConsentOptions : IValidatableObject
{
    /// <summary>The basis, one of <see cref="ConsentBases.OfPeople"/>. Default: none, and then nothing is captured of people.</summary>
    public string? Basis { get; set; }

    /// <summary>Where and how people are told: a sign's place, an address.</summary>
    public string? Notice { get; set; }

    /// <summary>When this was recorded, RFC 3339.</summary>
    public string? RecordedAt { get; set; }

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ConsentFields.Problem(Basis) is { } problem)
            yield return new ValidationResult(problem, [nameof(Basis)]);
        if (RecordedAt is { } at && !EventHeaders.TryParseTime(at, out _))
            yield return new ValidationResult($"'{at}' must be a time such as 2026-05-01T09:00:00Z", [nameof(RecordedAt)]);
        if ((Basis ?? Notice ?? RecordedAt) is null || (Basis is not null && Notice is not null && RecordedAt is not null))
            yield break;
        foreach (var (name, value) in ((string, string?)[])[(nameof(Basis), Basis), (nameof(Notice), Notice), (nameof(RecordedAt), RecordedAt)])
            if (value is null)
                yield return new ValidationResult("is required where the rest of camera.consent is given", [name]);
    }

    /// <summary>The record; null when there is none.</summary>
    internal CameraConsent? ToConsent() => Basis is not null && RecordedAt is { } at && EventHeaders.TryParseTime(at, out var recorded)
        ? new CameraConsent(Basis, Notice, recorded)
        : null;
}
