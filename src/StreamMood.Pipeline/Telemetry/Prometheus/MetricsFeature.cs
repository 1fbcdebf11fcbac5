using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StreamMood.Pipeline.Http;

namespace StreamMood.Pipeline.Telemetry.Prometheus;

/// <summary><c>/metrics</c>: OpenMetrics 1.0 for who accepts it, as Prometheus does, and text 0.0.4 for everybody else.</summary>
/// <param name="telemetry">What is measured.</param>
public sealed class MetricsFeature(StreamMoodTelemetry telemetry) : IHttpFeature
{
    private const string OpenMetrics = "application/openmetrics-text";

    /// <inheritdoc />
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/metrics", AnswerAsync);

    private async Task AnswerAsync(HttpContext context)
    {
        var open = context.Request.Headers.Accept.ToString().Contains(OpenMetrics, StringComparison.OrdinalIgnoreCase);
        context.Response.ContentType = open ? OpenMetrics + "; version=1.0.0; charset=utf-8" : "text/plain; version=0.0.4; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        await telemetry.WriteAsync(open, context.Response.Body, context.RequestAborted);
    }
}
