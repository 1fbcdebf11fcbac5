using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StreamMood.Pipeline.Inference;
using StreamMood.Pipeline.Kafka;
using StreamMood.Pipeline.Telemetry.Health;
using StreamMood.Tests.Vision;

namespace StreamMood.IntegrationTests.Fixtures;

/// <summary>An inference worker with models of foreseeable answers: faces are bright squares.</summary>
internal sealed class TestWorker : IAsyncDisposable
{
    private readonly InferenceWorker _worker;

    private TestWorker(InferenceWorker worker, InferenceMetrics metrics, RoleHealth health)
    {
        _worker = worker;
        Metrics = metrics;
        Health = health;
    }

    public InferenceMetrics Metrics { get; }

    public RoleHealth Health { get; }

    public Task Execution => _worker.ExecuteTask!;

    public static async Task<TestWorker> StartAsync(KafkaOptions kafka, TestModels models, Action<InferenceOptions>? change = null, ILoggerFactory? loggers = null)
    {
        var options = new InferenceOptions
        {
            Detector = models.Detector(), Emotion = models.Emotion(), Session = { Provider = "cpu" }, Lanes = 2, MaxAge = TimeSpan.Zero,
        };
        options.Vision.DetectorSize = 160;
        change?.Invoke(options);
        var metrics = new InferenceMetrics();
        var health = new RoleHealth("infer", TimeProvider.System);
        var worker = new InferenceWorker(options, kafka, metrics, loggers ?? NullLoggerFactory.Instance, TimeProvider.System, health);
        await worker.StartAsync(CancellationToken.None);
        return new TestWorker(worker, metrics, health);
    }

    public Task StopAsync() => _worker.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _worker.Dispose();
        Metrics.Dispose();
    }
}
