using Microsoft.Extensions.Logging.Abstractions;
using StreamMood.Pipeline.Inference;
using StreamMood.Pipeline.Kafka;
using StreamMood.Tests.Vision;

namespace StreamMood.IntegrationTests.Fixtures;

/// <summary>An inference worker with models of foreseeable answers: faces are bright squares.</summary>
internal sealed class TestWorker : IAsyncDisposable
{
    private readonly InferenceWorker _worker;

    private TestWorker(InferenceWorker worker, InferenceMetrics metrics)
    {
        _worker = worker;
        Metrics = metrics;
    }

    public InferenceMetrics Metrics { get; }

    public Task Execution => _worker.ExecuteTask!;

    public static async Task<TestWorker> StartAsync(KafkaOptions kafka, TestModels models, Action<InferenceOptions>? change = null)
    {
        var options = new InferenceOptions
        {
            Detector = models.Detector(), Emotion = models.Emotion(), Session = { Provider = "cpu" }, Lanes = 2, MaxAge = TimeSpan.Zero,
        };
        options.Vision.DetectorSize = 160;
        change?.Invoke(options);
        var metrics = new InferenceMetrics();
        var worker = new InferenceWorker(options, kafka, metrics, NullLoggerFactory.Instance, TimeProvider.System);
        await worker.StartAsync(CancellationToken.None);
        return new TestWorker(worker, metrics);
    }

    public Task StopAsync() => _worker.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _worker.Dispose();
        Metrics.Dispose();
    }
}
