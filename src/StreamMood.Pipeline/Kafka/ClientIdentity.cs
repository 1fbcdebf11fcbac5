using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace StreamMood.Pipeline.Kafka;

/// <summary>Who the clients of a role are to the broker; what an error about rights has to name.</summary>
/// <param name="Bootstrap">The brokers.</param>
/// <param name="Principal">As Kafka's ACLs name it, such as <c>User:camera</c>.</param>
/// <param name="Rights">What the role needs, as far as known.</param>
internal sealed record ClientIdentity(string Bootstrap, string Principal, IReadOnlyList<AccessRight> Rights)
{
    private const string Anonymous = "User:ANONYMOUS";

    /// <summary>Reads the principal off the settings: the SASL user, or the subject of the client's certificate.</summary>
    public static ClientIdentity Of(ClientSettings settings)
    {
        var protocol = settings.Value("security.protocol")?.ToUpperInvariant() ?? "PLAINTEXT";
        var principal = protocol switch
        {
            "SASL_SSL" or "SASL_PLAINTEXT" => settings.Value("sasl.username") is { } user ? $"User:{user}" : "the user of the token",
            "SSL" => Subject(settings),
            _ => Anonymous,
        };
        return new ClientIdentity(settings.Bootstrap!, principal, []);
    }

    private static string Subject(ClientSettings settings)
    {
        try
        {
            using var certificate = settings.Value("ssl.certificate.location") is { } file ? X509Certificate2.CreateFromPem(File.ReadAllText(file))
                : settings.Value("ssl.certificate.pem") is { } pem ? X509Certificate2.CreateFromPem(pem)
                : null;
            // Kafka writes distinguished names after RFC 2253, without blanks.
            return certificate is not null ? $"User:{certificate.Subject.Replace(", ", ",", StringComparison.Ordinal)}"
                : settings.Value("ssl.keystore.location") is { } store ? $"the subject of {store}"
                : Anonymous;
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return "the subject of the client's certificate";
        }
    }
}
