using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StreamMood.Cli;
using StreamMood.Cli.Configuration;
using StreamMood.Cli.Web;
using StreamMood.IntegrationTests.Fixtures;
using StreamMood.Pipeline.Http;

namespace StreamMood.IntegrationTests.Web;

/// <summary>The page's server as <c>streammood web</c> puts it together.</summary>
internal sealed class WebServer : IAsyncDisposable
{
    public const string Token = "a-token-for-tests-only";

    private readonly RoleHost _host;
    private readonly string? _secret;

    private WebServer(RoleHost host, string? secret) => (_host, _secret) = (host, secret);

    public string Address => _host.Services.GetRequiredService<HttpServer>().Address!;

    public BoardHub Hub => _host.Services.GetRequiredService<BoardHub>();

    public static async Task<WebServer> StartAsync(TestBroker broker, int port = 0, bool token = false, IEnumerable<(string Zone, string Cameras)>? zones = null)
    {
        var settings = new StreamMoodSettings();
        settings.Http.Port = port;
        foreach (var (zone, cameras) in zones ?? [])
            settings.Recommender.Zones[zone] = cameras;
        string? secret = null;
        if (token)
        {
            secret = Path.GetTempFileName();
            await File.WriteAllTextAsync(secret, Token);
            settings.Http.Token = $"${{file:{secret}}}";
        }

        var kafka = broker.Options();
        var server = new WebServer(
            RoleHost.Build(l => l.ClearProviders(), TimeProvider.System, TimeSpan.FromSeconds(5), s => s.AddWeb(settings, kafka).AddHttp(settings.Http)), secret);
        await server._host.StartAsync(CancellationToken.None);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await _host.DisposeAsync();
        if (_secret is not null)
            File.Delete(_secret);
    }
}
