using System.Diagnostics;
using StreamMood.IntegrationTests.Fixtures;
using StreamMood.Tests;
using Xunit.Abstractions;

namespace StreamMood.IntegrationTests.Web;

/// <summary>The page in a real browser: <c>tests/web</c> drives it, this starts what it looks at. <c>tests/web/run</c> runs these alone.</summary>
public sealed class BrowserTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    [SkippableFact]
    public async Task Page_InChromium_ShowsWhatTheTopicsHoldAndComesBackAfterARestart()
    {
        Require();
        using var broker = new EmbeddedTestBroker();
        using var fleet = new MadeFleet(broker, 48);
        fleet.Publish(60);
        fleet.Dead("cam-5", "<img src=x onerror=alert(1)> ends early");
        fleet.Flush();
        using var stop = new CancellationTokenSource();
        var live = fleet.RunAsync(stop.Token);
        var server = await WebServer.StartAsync(broker, token: true, zones: fleet.Zones);
        var port = new Uri(server.Address).Port;
        try
        {
            await RunAsync("page.mjs", [server.Address, WebServer.Token], async line =>
            {
                if (line != "restart")
                    return;
                await server.DisposeAsync();
                server = await WebServer.StartAsync(broker, port, token: true, zones: fleet.Zones);
            });
        }
        finally
        {
            await stop.CancelAsync();
            await live;
            await server.DisposeAsync();
        }
    }

    [SkippableFact]
    public async Task Page_FiveHundredCameras_KeepsItsFrameBudget()
    {
        Require();
        using var broker = new EmbeddedTestBroker();
        using var fleet = new MadeFleet(broker, 500);
        fleet.Publish(10);
        using var stop = new CancellationTokenSource();
        var live = fleet.RunAsync(stop.Token);
        await using var server = await WebServer.StartAsync(broker, zones: fleet.Zones);
        try
        {
            await RunAsync("frames.mjs", [server.Address, "6"], _ => Task.CompletedTask);
        }
        finally
        {
            await stop.CancelAsync();
            await live;
        }
    }

    [SkippableFact]
    public async Task Page_Screenshots_AreDrawnWhereAskedFor()
    {
        var folder = Environment.GetEnvironmentVariable("WEB_SCREENSHOTS");
        Skip.If(folder is null, "draws pictures when WEB_SCREENSHOTS names a folder; tests/web/screenshots does that");
        Require();
        using var broker = new EmbeddedTestBroker();
        using var fleet = new MadeFleet(broker, 48);
        fleet.Publish(130);
        fleet.Dead("cam-5", "the JPEG ends after 812 of 27031 bytes");
        fleet.Dead("cam-9", "12000 x 9000 pixels is more than inference.maxPixels");
        fleet.Flush();
        using var stop = new CancellationTokenSource();
        var live = fleet.RunAsync(stop.Token);
        await using var server = await WebServer.StartAsync(broker, token: true, zones: fleet.Zones);
        await RunAsync("screenshots.mjs", [server.Address, WebServer.Token, folder], _ => Task.CompletedTask);
        await stop.CancelAsync();
        await live;
    }

    private static string Folder => Path.Combine(Repository.Root, "tests", "web");

    private static void Require()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        Skip.IfNot(path.Any(p => File.Exists(Path.Combine(p, "node"))), "needs node");
        Skip.IfNot(path.Any(p => File.Exists(Path.Combine(p, "chromium"))), "needs chromium on the PATH");
        Skip.IfNot(Directory.Exists(Path.Combine(Folder, "node_modules", "playwright-core")), "needs playwright-core: npm ci in tests/web, which tests/web/run does");
    }

    private async Task RunAsync(string script, string[] arguments, Func<string, Task> said)
    {
        using var node = Process.Start(new ProcessStartInfo("node", [Path.Combine(Folder, script), .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        })!;
        var error = node.StandardError.ReadToEndAsync();
        using var timeout = new CancellationTokenSource(Patience);
        try
        {
            while (await node.StandardOutput.ReadLineAsync(timeout.Token) is { } line)
            {
                output.WriteLine(line);
                await said(line);
            }

            await node.WaitForExitAsync(timeout.Token);
        }
        finally
        {
            if (!node.HasExited)
                node.Kill(entireProcessTree: true);
        }

        Assert.True(node.ExitCode == 0, $"{script} ended with an error: {await error}");
    }
}
