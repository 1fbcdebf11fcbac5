using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StreamMood.Pipeline.Http;

namespace StreamMood.Pipeline.Telemetry.Health;

/// <summary>
/// <c>/health/live</c> and <c>/health/ready</c>: 200 or 503, with every loop's and dependency's state as JSON for whoever may read
/// it, and the status alone for others, such as an orchestrator's probe.
/// </summary>
/// <param name="roles">The roles of this process.</param>
public sealed class HealthFeature(IEnumerable<RoleHealth> roles) : IHttpFeature
{
    private readonly IReadOnlyList<RoleHealth> _roles = [.. roles];

    /// <inheritdoc />
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", context => AnswerAsync(context, _roles.All(r => r.IsLive), Live)).WithMetadata(new OpenEndpoint());
        routes.MapGet("/health/ready", context => AnswerAsync(context, _roles.All(r => r.IsReady), Ready)).WithMetadata(new OpenEndpoint());
    }

    private HealthReport Live(bool ok) => new(ok ? "live" : "stuck", [
        .. _roles.Select(r => new RoleReport(r.Role, r.IsLive, [.. r.Loops.Select(l => new DependencyState(l.Name, !l.IsStuck, $"silent for {l.Silent.TotalSeconds:0.0} s"))])),
    ]);

    private HealthReport Ready(bool ok) => new(ok ? "ready" : "not ready", [.. _roles.Select(r => new RoleReport(r.Role, r.IsReady, r.Dependencies))]);

    private static Task AnswerAsync(HttpContext context, bool ok, Func<bool, HealthReport> report)
    {
        var answer = report(ok);
        if (!OpenEndpoint.IsKnown(context))
            answer = answer with { Roles = null };
        context.Response.StatusCode = ok ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(JsonSerializer.Serialize(answer, HealthJson.Default.HealthReport) + "\n", context.RequestAborted);
    }
}

/// <summary>The answer.</summary>
internal sealed record HealthReport(string Status, IReadOnlyList<RoleReport>? Roles);

/// <summary>One role of it.</summary>
internal sealed record RoleReport(string Role, bool Ok, IReadOnlyList<DependencyState> States);

/// <summary>Source-generated JSON of the answers.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HealthReport))]
internal sealed partial class HealthJson : JsonSerializerContext;
