using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using StreamMood.Pipeline.Telemetry.Prometheus;
using StreamMood.Pipeline.Telemetry.Tracing;

namespace StreamMood.Pipeline.Telemetry;

/// <summary>
/// The OpenTelemetry SDK of a process: collects the instruments of every role in it and of the runtime, for Prometheus when it
/// asks, and for a collector where one is named. Without it instruments cost next to nothing, as nobody listens.
/// </summary>
public sealed class StreamMoodTelemetry : IDisposable
{
    // More than any role has series of one instrument: cameras × reasons. Points are reserved, not touched, before they are used.
    private const int SeriesOfACamera = 10;
    private const int MoreSeries = 2000;

    private static readonly Dictionary<string, string?> Runtime = new()
    {
        ["dotnet.process.cpu.time"] = null,
        ["dotnet.process.memory.working_set"] = null,
        ["dotnet.gc.collections"] = null,
        ["dotnet.gc.pause.time"] = null,
        ["dotnet.gc.heap.total_allocated"] = null,
        ["dotnet.gc.last_collection.heap.size"] = null,
        ["dotnet.thread_pool.queue.length"] = null,
        // Prometheus keeps the suffix _count for histograms.
        ["dotnet.thread_pool.thread.count"] = "dotnet.thread_pool.threads",
        ["dotnet.monitor.lock_contentions"] = null,
        ["dotnet.exceptions"] = null,
    };

    private readonly PrometheusExporter _exporter = new();
    private readonly BaseExportingMetricReader _reader;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly MeterProvider _meters;
    private readonly TracerProvider? _traces;
    private readonly ProcessMetrics _process;

    /// <summary>Begins to listen.</summary>
    /// <param name="options">What is measured and where it goes.</param>
    /// <param name="process">What is told about the process.</param>
    public StreamMoodTelemetry(TelemetryOptions options, ProcessMetrics process)
    {
        ArgumentNullException.ThrowIfNull(options);
        _process = process;
        _reader = new BaseExportingMetricReader(_exporter) { TemporalityPreference = MetricReaderTemporalityPreference.Cumulative };
        var resource = ResourceBuilder.CreateEmpty().AddService("streammood", serviceVersion: ProcessMetrics.Version, serviceInstanceId: Environment.MachineName + "/" + Environment.ProcessId);
        var limit = options.MaxCameras * SeriesOfACamera + MoreSeries;
        var meters = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(StreamMoodMeter.Name + "*", "System.Runtime")
            .SetExemplarFilter(ExemplarFilterType.TraceBased)
            .AddView(i => View(i, limit))
            .AddReader(_reader);
        if (options.Otlp.Endpoint is not null)
            meters.AddOtlpExporter((o, reader) =>
            {
                Aim(o, options.Otlp, "metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)options.Otlp.Interval.TotalMilliseconds;
            });
        _meters = meters.Build();
        if (options.Otlp.Endpoint is not null && options.TraceRatio > 0)
            _traces = Sdk.CreateTracerProviderBuilder()
                .SetResourceBuilder(resource)
                .AddSource(StreamMoodTraces.Name)
                .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(options.TraceRatio)))
                .AddOtlpExporter(o => Aim(o, options.Otlp, "traces"))
                .Build();
    }

    /// <summary>Writes all series as they are now.</summary>
    /// <param name="openMetrics">OpenMetrics 1.0, or text 0.0.4.</param>
    /// <param name="into">Takes the text.</param>
    /// <param name="cancellationToken">Ends the wait for another scrape.</param>
    public async Task WriteAsync(bool openMetrics, Stream into, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(into);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            _exporter.OpenMetrics = openMetrics;
            _reader.Collect();
            await into.WriteAsync(_exporter.Writer.Written, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _traces?.Dispose();
        _meters.Dispose();
        _process.Dispose();
        _turn.Dispose();
    }

    private static MetricStreamConfiguration? View(Instrument instrument, int limit)
    {
        if (instrument.Meter.Name != "System.Runtime")
            return instrument is { IsObservable: true } ? new MetricStreamConfiguration { CardinalityLimit = limit } : null;
        if (!Runtime.TryGetValue(instrument.Name, out var name))
            return MetricStreamConfiguration.Drop;
        return name is null ? null : new MetricStreamConfiguration { Name = name };
    }

    private static void Aim(OtlpExporterOptions options, OtlpOptions settings, string signal)
    {
        options.Protocol = settings.Protocol == "http" ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        options.Endpoint = new Uri(settings.Protocol == "http" ? $"{settings.Endpoint!.TrimEnd('/')}/v1/{signal}" : settings.Endpoint!);
    }
}
