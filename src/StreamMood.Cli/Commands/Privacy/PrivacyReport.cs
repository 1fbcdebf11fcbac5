using System.Text.Json;
using System.Text.Json.Serialization;
using StreamMood.Contracts.Events;

namespace StreamMood.Cli.Commands.Privacy;

/// <summary>What is stored where and for how long, on whose consent, and what is wrong with it.</summary>
/// <param name="At">When it was asked.</param>
/// <param name="Kafka">The brokers.</param>
/// <param name="MaxFrameRetentionSeconds">The longest that pictures may be kept.</param>
/// <param name="Topics">What each topic holds and how long.</param>
/// <param name="Elsewhere">What is stored outside Kafka.</param>
/// <param name="Access">Who can see it.</param>
/// <param name="Cameras">Each camera's consent.</param>
/// <param name="Zones">Where each zone lies.</param>
internal sealed record PrivacyReport(
    DateTimeOffset At,
    string Kafka,
    double MaxFrameRetentionSeconds,
    IReadOnlyList<StoredTopic> Topics,
    IReadOnlyList<string> Elsewhere,
    AccessState Access,
    IReadOnlyList<CameraState> Cameras,
    IReadOnlyList<ZoneState> Zones)
{
    /// <summary>The worst verdict of all.</summary>
    public PrivacyVerdict Verdict => Topics.Select(t => t.Verdict).Append(Access.Verdict).Concat(Cameras.Select(c => c.Verdict)).Concat(Zones.Select(z => z.Verdict)).Max();
}

/// <summary>How something stands.</summary>
internal enum PrivacyVerdict
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Somebody should look at it.</summary>
    Warn,

    /// <summary>It must be mended.</summary>
    Bad,
}

/// <summary>A topic.</summary>
/// <param name="Topic">Its name.</param>
/// <param name="Holds">What is in it.</param>
/// <param name="Pictures">Whether that is pictures of people.</param>
/// <param name="Kept">How long, for people.</param>
/// <param name="RetentionSeconds">How long; absent where it is for ever, or not told.</param>
/// <param name="Cleanup">Kafka's cleanup policy; absent where it is not told.</param>
/// <param name="Replicas">Copies of it.</param>
/// <param name="Verdict">How it stands.</param>
/// <param name="Note">What is wrong and how to mend it; absent when nothing is.</param>
internal sealed record StoredTopic(
    string Topic, string Holds, bool Pictures, string Kept, double? RetentionSeconds, string? Cleanup, int Replicas, PrivacyVerdict Verdict, string? Note);

/// <summary>Who can see it.</summary>
/// <param name="Encrypted">Whether this client's connections are encrypted.</param>
/// <param name="Users">Whether Kafka knows this client by name or certificate.</param>
/// <param name="Rights">What Kafka tells about rights.</param>
/// <param name="MayReadPictures">Principals with a right to read frames; absent where Kafka does not tell.</param>
/// <param name="Verdict">How it stands.</param>
/// <param name="Note">What is wrong; absent when nothing is.</param>
internal sealed record AccessState(bool Encrypted, bool Users, string Rights, IReadOnlyList<string>? MayReadPictures, PrivacyVerdict Verdict, string? Note);

/// <summary>A camera.</summary>
/// <param name="Camera">Its id.</param>
/// <param name="State">What its agent says it is doing, or <c>not running</c>.</param>
/// <param name="Consent">What is recorded; absent when nothing is.</param>
/// <param name="RevokedAt">Since when consent is revoked; absent when it is not.</param>
/// <param name="Verdict">How it stands.</param>
/// <param name="Note">What that means; absent when all is plain.</param>
internal sealed record CameraState(string Camera, string State, CameraConsent? Consent, DateTimeOffset? RevokedAt, PrivacyVerdict Verdict, string? Note);

/// <summary>A zone.</summary>
/// <param name="Zone">Its name.</param>
/// <param name="Setting">Where it lies.</param>
/// <param name="Cameras">Its cameras.</param>
/// <param name="Verdict">How it stands.</param>
internal sealed record ZoneState(string Zone, string Setting, IReadOnlyList<string> Cameras, PrivacyVerdict Verdict);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(VerdictName)])]
[JsonSerializable(typeof(PrivacyReport))]
internal sealed partial class PrivacyJson : JsonSerializerContext;

internal sealed class VerdictName() : JsonStringEnumConverter<PrivacyVerdict>(JsonNamingPolicy.CamelCase);
