using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StreamMood.Contracts;
using StreamMood.Pipeline.Http;
using StreamMood.Pipeline.Telemetry.Health;

namespace StreamMood.Tests.Pipeline.Http;

public sealed class HttpServerTests : IDisposable
{
    private const string Token = "0123456789abcdef0123456789abcdef";
    private const string Variable = "STREAMMOOD_TEST_HTTP_SERVER_TOKEN";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("streammood-http");

    public HttpServerTests() => Environment.SetEnvironmentVariable(Variable, Token);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task StartAsync_OnLoopback_AnswersWithoutToken()
    {
        await using var server = await StartAsync(new HttpOptions { Port = 0 });
        using var client = new HttpClient();
        Assert.Equal("hello", await client.GetStringAsync(new Uri(server.Address + "/hello")));
        Assert.StartsWith("http://127.0.0.1:", server.Address, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_ByAForeignName_IsRefused()
    {
        await using var server = await StartAsync(new HttpOptions { Port = 0 });
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, server.Address + "/hello") { Headers = { Host = "evil.example" } };
        Assert.Equal(HttpStatusCode.MisdirectedRequest, (await client.SendAsync(request)).StatusCode);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("wrong", HttpStatusCode.Unauthorized)]
    [InlineData(Token, HttpStatusCode.OK)]
    public async Task Request_WithToken_OnlyTheRightOneComesIn(string? token, HttpStatusCode expected)
    {
        await using var server = await StartAsync(Guarded());
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        Assert.Equal(expected, (await client.GetAsync(new Uri(server.Address + "/hello"))).StatusCode);
        Assert.Equal(expected == HttpStatusCode.OK ? HttpStatusCode.NotFound : expected, (await client.GetAsync(new Uri(server.Address + "/nothing"))).StatusCode);
    }

    [Fact]
    public async Task Request_WithTokenInTheAddress_SetsACookieAndLeavesTheAddressClean()
    {
        await using var server = await StartAsync(Guarded());
        using var client = new HttpClient();
        var response = await client.GetAsync(new Uri(server.Address + "/hello?token=" + Token));
        Assert.Equal("hello", await response.Content.ReadAsStringAsync());
        Assert.DoesNotContain(Token, response.RequestMessage!.RequestUri!.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri(server.Address + "/hello"))).StatusCode);
    }

    [Fact]
    public async Task Health_WithoutToken_SaysTheStatusAlone()
    {
        var role = new RoleHealth("infer", TimeProvider.System);
        role.DependsOn(() => new DependencyState("kafka", true, "reached"));
        await using var server = await StartAsync(Guarded(), role);
        using var client = new HttpClient();
        Assert.Equal("{\"status\":\"ready\"}\n", await client.GetStringAsync(new Uri(server.Address + "/health/ready")));
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        Assert.Contains("\"name\":\"kafka\"", await client.GetStringAsync(new Uri(server.Address + "/health/ready")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_WithAClientCertificateOfTheAuthority_ComesInAndOthersDoNot()
    {
        var (ca, caFile) = Authority("ca");
        var (other, _) = Authority("other");
        var (_, serverFile) = Leaf(ca, "server", "1.3.6.1.5.5.7.3.1");
        await using var server = await StartAsync(new HttpOptions { Port = 0, Certificate = serverFile, ClientAuthority = caFile });
        Assert.StartsWith("https://", server.Address, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await GetAsync(server, Leaf(ca, "client", "1.3.6.1.5.5.7.3.2").Certificate));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(server, Leaf(other, "stranger", "1.3.6.1.5.5.7.3.2").Certificate));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(server, null));
    }

    [Fact]
    public async Task StartAsync_PortTaken_SaysSoInOneLine()
    {
        await using var first = await StartAsync(new HttpOptions { Port = 0 });
        var error = await Assert.ThrowsAsync<UserErrorException>(() => StartAsync(new HttpOptions { Port = new Uri(first.Address!).Port }));
        Assert.StartsWith("http.port", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public async Task Request_AtTheFinestLevel_LogsNothingOfIt()
    {
        var log = new KeptLog();
        await using var server = await StartAsync(Guarded(), log);
        Assert.NotEmpty(log.Lines);
        log.Lines.Clear();
        using var client = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri(server.Address + "/hello?token=" + Token))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri(server.Address + "/health/live"))).StatusCode);
        // One that is no request: Kestrel quotes its first line.
        using var bad = new TcpClient();
        await bad.ConnectAsync(IPAddress.Loopback, new Uri(server.Address!).Port);
        await bad.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET /hello?token={Token} HTTP/9\r\n\r\n"));
        Assert.NotEqual(0, await bad.GetStream().ReadAsync(new byte[16]));
        Assert.Empty(log.Lines);
    }

    [Fact]
    public async Task StartAsync_PortTaken_LogsNothing()
    {
        await using var first = await StartAsync(new HttpOptions { Port = 0 });
        var log = new KeptLog();
        await Assert.ThrowsAsync<UserErrorException>(() => StartAsync(new HttpOptions { Port = new Uri(first.Address!).Port }, log));
        Assert.Empty(log.Lines);
    }

    private static HttpOptions Guarded() => new() { Port = 0, Token = $"${{env:{Variable}}}" };

    private static Task<HttpServer> StartAsync(HttpOptions options, params RoleHealth[] roles) => StartAsync(options, NullLoggerFactory.Instance, roles);

    private static async Task<HttpServer> StartAsync(HttpOptions options, ILoggerFactory loggers, params RoleHealth[] roles)
    {
        var server = new HttpServer(options, [new Hello(), new HealthFeature(roles)], loggers, TimeProvider.System);
        await server.StartAsync(CancellationToken.None);
        return server;
    }

    private static async Task<HttpStatusCode> GetAsync(HttpServer server, X509Certificate2? certificate)
    {
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true };
        if (certificate is not null)
            handler.ClientCertificates.Add(certificate);
        using var client = new HttpClient(handler);
        return (await client.GetAsync(new Uri(server.Address + "/hello"))).StatusCode;
    }

    private (X509Certificate2 Certificate, string File) Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(100));
        return (certificate, Write(name, certificate.ExportCertificatePem()));
    }

    private (X509Certificate2 Certificate, string File) Leaf(X509Certificate2 authority, string name, string purpose)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        using var bare = request.Create(authority, authority.NotBefore, authority.NotAfter, [1, 2, 3, (byte)name.Length]);
        var certificate = bare.CopyWithPrivateKey(key);
        return (certificate, Write(name, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem()));
    }

    private string Write(string name, string pem)
    {
        var file = Path.Combine(_folder.FullName, name + ".pem");
        File.WriteAllText(file, pem);
        return file;
    }

    private sealed class Hello : IHttpFeature
    {
        public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/hello", context => context.Response.WriteAsync("hello"));
    }
}
