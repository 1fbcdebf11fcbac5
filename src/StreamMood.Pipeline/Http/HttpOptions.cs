using System.ComponentModel.DataAnnotations;
using System.Net;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Pipeline.Http;

/// <summary>
/// Where a process answers HTTP: health, metrics and the operators' page. Off unless a port is given; on loopback unless an address
/// is given; beyond loopback only behind a token or client certificates.
/// </summary>
public sealed class HttpOptions : IValidatableObject
{
    private const int ShortestToken = 16;

    /// <summary>The port, 1 to 65535; 0 takes a free one, and <c>off</c>, the default, answers no HTTP.</summary>
    [Range(0, 65535)]
    public int? Port { get; set; }

    /// <summary>The address to listen on: an IP address, <c>0.0.0.0</c> or <c>::</c> for all. Default 127.0.0.1.</summary>
    [Required]
    public string Listen { get; set; } = "127.0.0.1";

    /// <summary>
    /// The bearer token that requests must carry, at least 16 characters, by reference: <c>${file:/run/secrets/streammood}</c> or
    /// <c>${env:STREAMMOOD_TOKEN}</c>. Default: none, which is for loopback.
    /// </summary>
    public string? Token { get; set; }

    /// <summary>PEM file of the server's certificate; with it, HTTPS. Default: none.</summary>
    public string? Certificate { get; set; }

    /// <summary>PEM file of the certificate's key. Default: the key stands in <see cref="Certificate"/>.</summary>
    public string? CertificateKey { get; set; }

    /// <summary>PEM file of the authorities whose client certificates are let in without a token (mTLS). Needs <see cref="Certificate"/>. Default: none.</summary>
    public string? ClientAuthority { get; set; }

    /// <summary>Whether there is to be a server.</summary>
    public bool IsOn => Port is not null;

    /// <summary>Whether only this machine can reach it.</summary>
    public bool IsLoopback => IPAddress.TryParse(Listen, out var address) && IPAddress.IsLoopback(address);

    /// <summary>Finds what is unusable or would let anybody in.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        List<string> problems = [];
        if (!IPAddress.TryParse(Listen, out _))
            yield return new ValidationResult($"'{Listen}' is not an IP address, such as 127.0.0.1 or 0.0.0.0", [nameof(Listen)]);
        else if (IsOn && !IsLoopback && Token is null && ClientAuthority is null)
            yield return new ValidationResult(
                $"{Listen} can be reached from outside, which needs http.token or http.clientAuthority; or leave it at 127.0.0.1", [nameof(Listen)]);
        if (Token is not null && !SettingReferences.Any(Token))
            yield return new ValidationResult(
                "is a secret and wants a reference, ${file:/run/secrets/streammood} or ${env:STREAMMOOD_TOKEN}, not the token itself", [nameof(Token)]);
        else if (ReadToken(problems) is { Length: < ShortestToken } && problems.Count == 0)
            yield return new ValidationResult($"refers to fewer than {ShortestToken} characters; 'openssl rand -hex 32' makes a good one", [nameof(Token)]);
        if (Certificate is null && (CertificateKey ?? ClientAuthority) is not null)
            yield return new ValidationResult("http.certificateKey and http.clientAuthority need http.certificate", [nameof(Certificate)]);
        if (problems.Count == 0)
            HttpCertificates.TryRead(this, problems)?.Dispose();
        foreach (var problem in problems)
            yield return new ValidationResult(problem);
    }

    /// <summary>The token itself; null when there is none.</summary>
    internal string? ReadToken(ICollection<string> problems) => Token is null ? null : SettingReferences.Resolve("http.token", Token, problems);
}
