using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using StreamMood.Tests;

namespace StreamMood.IntegrationTests.Fixtures;

/// <summary>
/// One node of Apache Kafka for the tests that want a real one. Found by the environment variable TEST_KAFKA (the script) or
/// in ../shared/kafka beside the repository; without it those tests skip.
/// </summary>
public class RealKafka : IAsyncLifetime
{
    private readonly string? _script = Find();
    private readonly string _folder;
    private readonly int _port;
    private readonly FileStream _claim;
    private readonly string[] _arguments;

    public RealKafka()
        : this(_ => [])
    {
    }

    protected RealKafka(Func<int, string[]> arguments)
    {
        (_port, _claim) = Claim();
        _arguments = arguments(_port);
        _folder = FolderOf(_port);
    }

    public string Bootstrap => $"127.0.0.1:{_port}";

    /// <summary>The script, which runs Kafka's tools too; null where there is none.</summary>
    public string? Script => _script;

    protected string Folder => _folder;

    protected int Port => _port;

    protected bool IsThere => _script is not null;

    protected static string FolderOf(int port) => Path.Combine(Path.GetTempPath(), $"streammood-kafka-{Environment.ProcessId}-{port}");

    public void Require() =>
        Skip.If(_script is null, "needs a real Kafka: TEST_KAFKA or ../shared/kafka/kafka beside the repository, and Java");

    /// <summary>Makes the node hang: its connections stay open and silent.</summary>
    public Task PauseAsync() => RunAsync("pause", _folder, "1");

    public Task ResumeAsync() => RunAsync("resume", _folder, "1");

    public virtual async Task InitializeAsync()
    {
        // The script looks for the process that it has just forked, and on a busy machine may look before that has become Java:
        // it then says that the node ended.
        for (var attempt = 1; _script is not null; attempt++)
        {
            try
            {
                await RunAsync(["start", _folder, "--port", $"{_port}", .. _arguments]);
                return;
            }
            catch (InvalidOperationException) when (attempt < 3)
            {
                await RunAsync("stop", _folder);
            }
        }
    }

    public async Task DisposeAsync()
    {
        if (_script is not null)
        {
            await RunAsync("stop", _folder);
            Directory.Delete(_folder, recursive: true);
        }

        await _claim.DisposeAsync();
    }

    // The script takes the port named, and 100 and 200 above it; a secured node one 10 above it besides. A node takes seconds to listen, so
    // until it ends a file says that they are taken: two nodes may start side by side, also from different runs.
    private static (int Port, FileStream Claim) Claim()
    {
        for (var port = 19_310; port < 19_400; port += 20)
            if (TryClaim(port) is { } claim)
            {
                if (((int[])[0, 10, 100, 200]).All(p => IsFree(port + p)))
                    return (port, claim);
                claim.Dispose();
            }

        throw new InvalidOperationException("no free ports for a Kafka from 19310 to 19390");
    }

    private static FileStream? TryClaim(int port)
    {
        try
        {
            return new FileStream(Path.Combine(Path.GetTempPath(), $"streammood-kafka-{port}.claim"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string? Find()
    {
        var script = Environment.GetEnvironmentVariable("TEST_KAFKA") ?? Path.Combine(Repository.Root, "..", "shared", "kafka", "kafka");
        var java = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(p => File.Exists(Path.Combine(p, "java")));
        return java && File.Exists(script) ? Path.GetFullPath(script) : null;
    }

    private async Task RunAsync(params string[] arguments)
    {
        // To a file, not a pipe: the node inherits the stream and would keep a pipe open.
        Directory.CreateDirectory(_folder);
        var log = Path.Combine(_folder, "script.log");
        var line = string.Join(' ', arguments.Prepend(_script!).Select(a => $"'{a}'"));
        using var process = Process.Start("bash", ["-c", $"{line} >>'{log}' 2>&1"]);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{line} ended with {process.ExitCode}: {await File.ReadAllTextAsync(log)}");
    }
}

/// <summary>Tests that share the one node.</summary>
[CollectionDefinition(Name)]
public sealed class RealKafkaTests : ICollectionFixture<RealKafka>
{
    public const string Name = "real Kafka";
}
