using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace StreamMood.Pipeline.Http;

/// <summary>The server's certificate, and the authorities of its clients.</summary>
/// <param name="Server">With its key; null for plain HTTP.</param>
/// <param name="ClientAuthorities">Null when client certificates let nobody in.</param>
internal sealed record HttpCertificates(X509Certificate2? Server, X509Certificate2Collection? ClientAuthorities) : IDisposable
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>Reads the files; null, with one line a problem, when one cannot be used.</summary>
    public static HttpCertificates? TryRead(HttpOptions options, ICollection<string> problems)
    {
        var server = Try("http.certificate", options.Certificate, f => X509Certificate2.CreateFromPemFile(f, options.CertificateKey), problems);
        var authorities = Try("http.clientAuthority", options.ClientAuthority, ReadAuthorities, problems);
        return problems.Count == 0 ? new HttpCertificates(server, authorities) : null;
    }

    /// <summary>Whether a client's certificate comes from one of the authorities, holds now, and is for clients.</summary>
    public bool Accepts(X509Certificate2? certificate, DateTimeOffset now)
    {
        if (certificate is null || ClientAuthorities is null)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(ClientAuthorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        return chain.Build(certificate);
    }

    public void Dispose()
    {
        Server?.Dispose();
        foreach (var authority in ClientAuthorities ?? [])
            authority.Dispose();
    }

    private static X509Certificate2Collection ReadAuthorities(string file)
    {
        X509Certificate2Collection all = [];
        all.ImportFromPemFile(file);
        return all.Count > 0 ? all : throw new CryptographicException("there is no certificate in it");
    }

    private static T? Try<T>(string setting, string? file, Func<string, T> read, ICollection<string> problems)
        where T : class
    {
        try
        {
            return file is null ? null : read(file);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            problems.Add($"{setting}: '{file}' cannot be used: {(e is FileNotFoundException or DirectoryNotFoundException ? "no such file" : e.Message)}");
            return null;
        }
    }
}
