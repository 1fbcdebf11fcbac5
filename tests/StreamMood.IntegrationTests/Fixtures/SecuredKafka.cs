using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;
using StreamMood.Tests;

namespace StreamMood.IntegrationTests.Fixtures;

/// <summary>
/// A node that denies what no ACL allows, reached by TLS with a SCRAM password or, on a port of its own, with a certificate. Its
/// users are the roles, with the rights that infra/acls gives them.
/// </summary>
public sealed class SecuredKafka : RealKafka
{
    /// <summary>A user without any right.</summary>
    public const string Stranger = "stranger";

    /// <summary>A topic that is none of StreamMood's own, for what is replayed.</summary>
    public const string Lab = "lab.frames.v1";

    private static readonly string[] Roles = ["camera", "infer", "recommend", "watch", "web", "control", "sink", "replay", "topics", "privacy", Stranger];

    public SecuredKafka()
        : base(port =>
        [
            "--auth", "tls",
            "--set", $"listeners=CLIENT://127.0.0.1:{port},MTLS://127.0.0.1:{port + 10},INTERNAL://127.0.0.1:{port + 100},CONTROLLER://127.0.0.1:{port + 200}",
            "--set", $"advertised.listeners=CLIENT://127.0.0.1:{port},MTLS://127.0.0.1:{port + 10},INTERNAL://127.0.0.1:{port + 100}",
            "--set", "listener.security.protocol.map=CLIENT:SASL_SSL,MTLS:SSL,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "--set", $"listener.name.mtls.ssl.keystore.location={FolderOf(port)}/tls/server.pem", "--set", "listener.name.mtls.ssl.keystore.type=PEM",
            "--set", $"listener.name.mtls.ssl.truststore.location={FolderOf(port)}/tls/ca.crt", "--set", "listener.name.mtls.ssl.truststore.type=PEM",
            "--set", "listener.name.mtls.ssl.client.auth=required",
        ])
    {
    }

    public string CertificateAuthority => Path.Combine(Folder, "tls", "ca.crt");

    /// <summary>Where a client's certificate is asked for.</summary>
    public string CertificateBootstrap => $"127.0.0.1:{Port + 10}";

    public static string PasswordOf(string user) => $"{user}-secret";

    public KafkaOptions Options(string user, string? password = null) => new()
    {
        Bootstrap = Bootstrap,
        Client =
        {
            ["security.protocol"] = "SASL_SSL",
            ["sasl.mechanism"] = "SCRAM-SHA-512",
            ["sasl.username"] = user,
            ["sasl.password"] = password ?? PasswordOf(user),
            ["ssl.ca.location"] = CertificateAuthority,
        },
    };

    public KafkaClients Clients(string user, ILoggerFactory? loggers = null) => new(Options(user), loggers ?? NullLoggerFactory.Instance);

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        if (!IsThere)
            return;
        using var admin = Clients("admin").Admin();
        await admin.AlterUserScramCredentialsAsync(Roles.Select(r => new UserScramCredentialUpsertion
        {
            User = r,
            Password = System.Text.Encoding.UTF8.GetBytes(PasswordOf(r)),
            ScramCredentialInfo = new ScramCredentialInfo { Mechanism = ScramMechanism.ScramSha512, Iterations = 4096 },
        }));
        await admin.CreateAclsAsync(Roles.Where(r => r != Stranger).SelectMany(r => Acls(r, $"User:{r}")));
        await TopicAdmin.CreateAsync(Clients("admin"), [.. TopicSpec.All, TopicSpec.All[0] with { Name = Lab }]);
    }

    // librdkafka knows it, Confluent.Kafka has no name for it.
    private const ResourceType TransactionalId = (ResourceType)5;

    /// <summary>The lines of a role's file as Kafka takes them.</summary>
    public static IEnumerable<AclBinding> Acls(string role, string principal) =>
        File.ReadLines(Path.Combine(Repository.Root, "infra", "acls", $"{role}.acl"))
            .Where(l => l.Length > 0 && l[0] != '#')
            .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(f => Allow(
                principal, f[0] == "transactional-id" ? TransactionalId : Enum.Parse<ResourceType>(f[0], ignoreCase: true), f[2], Enum.Parse<AclOperation>(f[3]),
                Enum.Parse<ResourcePatternType>(f[1], ignoreCase: true)));

    public static AclBinding Allow(
        string principal, ResourceType resource, string name, AclOperation operation, ResourcePatternType pattern = ResourcePatternType.Literal) => new()
    {
        Pattern = new ResourcePattern { Type = resource, Name = name, ResourcePatternType = pattern },
        Entry = new AccessControlEntry { Principal = principal, Host = "*", Operation = operation, PermissionType = AclPermissionType.Allow },
    };

    /// <summary>Writes a user's settings as <c>--client-file</c> reads them. Returns the path.</summary>
    public string ClientFile(string user)
    {
        var file = Path.Combine(Folder, $"{user}.properties");
        File.WriteAllLines(file, Options(user).Client.Select(s => $"{s.Key}={s.Value}"));
        return file;
    }

    /// <summary>Writes a certificate of the node's authority and its key. Returns their paths.</summary>
    public (string Certificate, string Key) Certify(string name)
    {
        using var authority = X509Certificate2.CreateFromPemFile(CertificateAuthority, Path.Combine(Folder, "tls", "ca.key"));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        using var certificate = request.Create(authority, authority.NotBefore, authority.NotAfter, [1, 2, 3, 4]);
        var paths = (Path.Combine(Folder, $"{name}.crt"), Path.Combine(Folder, $"{name}.key"));
        File.WriteAllText(paths.Item1, certificate.ExportCertificatePem());
        File.WriteAllText(paths.Item2, key.ExportPkcs8PrivateKeyPem());
        return paths;
    }
}
