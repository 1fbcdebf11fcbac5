using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StreamMood.Contracts;

namespace StreamMood.Pipeline.Http;

/// <summary>One Kestrel for all features of a process. Empty builder: no settings but ours, and no more than it needs at start.</summary>
public sealed class HttpServer : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(2);

    private readonly HttpOptions _options;
    private readonly IReadOnlyList<IHttpFeature> _features;
    private readonly ILoggerFactory _loggers;
    private readonly TimeProvider _time;
    private WebApplication? _app;
    private HttpCertificates? _certificates;

    /// <summary>A server; nothing runs yet.</summary>
    /// <param name="options">Where to listen; nothing is started when they are off.</param>
    /// <param name="features">What to answer.</param>
    /// <param name="loggers">Takes the log.</param>
    /// <param name="time">The clock.</param>
    public HttpServer(HttpOptions options, IEnumerable<IHttpFeature> features, ILoggerFactory loggers, TimeProvider time)
    {
        _options = options;
        _features = [.. features];
        _loggers = loggers;
        _time = time;
    }

    /// <summary>Where it listens, such as <c>http://127.0.0.1:9464</c>; null before it does.</summary>
    public string? Address { get; private set; }

    /// <summary>Listens.</summary>
    /// <exception cref="UserErrorException">When the port is taken or may not be used, or a certificate has become unusable.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!_options.IsOn)
            return;
        List<string> problems = [];
        var token = _options.ReadToken(problems);
        _certificates = HttpCertificates.TryRead(_options, problems) ?? throw new UserErrorException(string.Join('\n', problems));
        var access = new HttpAccess(token, _certificates, _time);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<ILoggerFactory>(new HttpLoggers(_loggers));
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = StopTimeout);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(Listen);
        if (_certificates.Server is not null)
            builder.WebHost.UseKestrelHttpsConfiguration();
        _app = builder.Build();
        _app.UseRouting();
        _app.Use(next => context => access.InvokeAsync(context, next));
        foreach (var feature in _features)
            feature.Map(_app);
        try
        {
            await _app.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"http.port {_options.Port} on {_options.Listen} cannot be listened on: {e.Message}; give another port, or 0 for a free one", e);
        }

        Address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var log = _loggers.CreateLogger<HttpServer>();
        log.Listening(Address);
        if (!_options.IsLoopback && _certificates.Server is null)
            log.Plain(Address);
    }

    /// <summary>Stops listening; what is being answered is cut off after two seconds.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _app?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
        _app = null;
        _certificates?.Dispose();
    }

    private void Listen(KestrelServerOptions server)
    {
        server.AddServerHeader = false;
        server.Listen(IPAddress.Parse(_options.Listen), _options.Port!.Value, listen =>
        {
            if (_certificates!.Server is { } certificate)
                listen.UseHttps(new HttpsConnectionAdapterOptions
                {
                    ServerCertificate = certificate,
                    // Asked for, and judged with everything else in HttpAccess: probes bring none.
                    ClientCertificateMode = _certificates.ClientAuthorities is null ? ClientCertificateMode.NoCertificate : ClientCertificateMode.AllowCertificate,
                    ClientCertificateValidation = static (_, _, _) => true,
                });
        });
    }
}
