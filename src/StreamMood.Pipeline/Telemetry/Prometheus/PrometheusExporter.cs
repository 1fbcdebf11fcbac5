using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace StreamMood.Pipeline.Telemetry.Prometheus;

/// <summary>
/// Writes what the OpenTelemetry SDK has collected as Prometheus text 0.0.4 or OpenMetrics 1.0. Histograms carry exemplars with
/// their trace in OpenMetrics, which alone has a place for them. Not thread-safe: the reader collects one at a time.
/// </summary>
internal sealed class PrometheusExporter : BaseExporter<Metric>
{
    private readonly Dictionary<Metric, MetricName> _names = [];

    /// <summary>Takes the text.</summary>
    public ExpositionWriter Writer { get; } = new();

    /// <summary>Which of the formats is wanted.</summary>
    public bool OpenMetrics { get; set; }

    public override ExportResult Export(in Batch<Metric> batch)
    {
        Writer.Clear();
        foreach (var metric in batch)
            Write(metric);
        if (OpenMetrics)
            Writer.Put("# EOF\n"u8);
        return ExportResult.Success;
    }

    private void Write(Metric metric)
    {
        var type = metric.MetricType;
        // The runtime has the thread pool's size and queue as counters, which they are not.
        var counts = type is MetricType.LongSum or MetricType.DoubleSum && !metric.Name.StartsWith("dotnet.thread_pool", StringComparison.Ordinal);
        if (!_names.TryGetValue(metric, out var name))
            _names[metric] = name = MetricName.Of(metric.Name, metric.Unit, isGauge: !counts && type != MetricType.Histogram);
        var head = true;
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            // A family without series would be noise.
            if (head)
                Head(metric, name, counts);
            head = false;
            switch (type)
            {
                case MetricType.Histogram:
                    WriteHistogram(name.Family, point);
                    break;
                case MetricType.LongSum:
                    Sample(name.Family, counts ? "_total"u8 : [], point).Put(point.GetSumLong()).Put("\n"u8);
                    break;
                case MetricType.DoubleSum:
                    Sample(name.Family, "_total"u8, point).Put(point.GetSumDouble()).Put("\n"u8);
                    break;
                case MetricType.LongGauge:
                    Sample(name.Family, [], point).Put(point.GetGaugeLastValueLong()).Put("\n"u8);
                    break;
                case MetricType.DoubleGauge:
                    Sample(name.Family, [], point).Put(point.GetGaugeLastValueDouble()).Put("\n"u8);
                    break;
                case MetricType.LongSumNonMonotonic:
                    Sample(name.Family, [], point).Put(point.GetSumLong()).Put("\n"u8);
                    break;
                case MetricType.DoubleSumNonMonotonic:
                    Sample(name.Family, [], point).Put(point.GetSumDouble()).Put("\n"u8);
                    break;
            }
        }
    }

    // The older format names the family as its samples are named; in OpenMetrics _total belongs to the sample alone.
    private void Head(Metric metric, MetricName name, bool counts)
    {
        var suffix = counts && !OpenMetrics ? "_total"u8 : [];
        var type = counts ? "counter"u8 : metric.MetricType == MetricType.Histogram ? "histogram"u8 : "gauge"u8;
        Writer.Put("# TYPE "u8).Put(name.Family).Put(suffix).Put(" "u8).Put(type).Put("\n"u8);
        if (OpenMetrics && name.Unit is { } unit)
            Writer.Put("# UNIT "u8).Put(name.Family).Put(" "u8).Put(unit).Put("\n"u8);
        Writer.Put("# HELP "u8).Put(name.Family).Put(suffix).Put(" "u8).PutHelp(metric.Description, OpenMetrics).Put("\n"u8);
    }

    private ExpositionWriter Sample(string family, ReadOnlySpan<byte> suffix, in MetricPoint point)
    {
        Writer.Put(family).Put(suffix);
        if (Labels(point))
            Writer.Put("}"u8);
        return Writer.Put(" "u8);
    }

    // Leaves the brace open; whether there were any.
    private bool Labels(in MetricPoint point)
    {
        var any = false;
        foreach (var (key, value) in point.Tags)
        {
            Writer.Put(any ? ","u8 : "{"u8);
            foreach (var c in key)
                Writer.Put(char.IsAsciiLetterOrDigit(c) ? [(byte)c] : "_"u8);
            Writer.Put("=\""u8).PutValue(value as string ?? Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "").Put("\""u8);
            any = true;
        }

        return any;
    }

    private void WriteHistogram(string family, in MetricPoint point)
    {
        var exemplars = default(ReadOnlyExemplarCollection);
        var traced = OpenMetrics && point.TryGetExemplars(out exemplars);
        var (below, lower) = (0L, double.NegativeInfinity);
        foreach (var bucket in point.GetHistogramBuckets())
        {
            below += bucket.BucketCount;
            Writer.Put(family).Put("_bucket"u8).Put(Labels(point) ? ",le=\""u8 : "{le=\""u8).Put(bucket.ExplicitBound, OpenMetrics).Put("\"} "u8).Put(below);
            if (traced)
                PutExemplar(exemplars, lower, bucket.ExplicitBound);
            Writer.Put("\n"u8);
            lower = bucket.ExplicitBound;
        }

        Sample(family, "_sum"u8, point).Put(point.GetHistogramSum()).Put("\n"u8);
        Sample(family, "_count"u8, point).Put(point.GetHistogramCount()).Put("\n"u8);
    }

    private void PutExemplar(ReadOnlyExemplarCollection exemplars, double lower, double upper)
    {
        foreach (ref readonly var exemplar in exemplars)
        {
            if (exemplar.TraceId == default || !(exemplar.DoubleValue > lower && exemplar.DoubleValue <= upper))
                continue;
            Writer.Put(" # {trace_id=\""u8).Put(exemplar.TraceId.ToHexString()).Put("\",span_id=\""u8).Put(exemplar.SpanId.ToHexString()).Put("\"} "u8)
                .Put(exemplar.DoubleValue).Put(" "u8).Put(exemplar.Timestamp.ToUnixTimeMilliseconds() / 1000.0);
            return;
        }
    }
}
