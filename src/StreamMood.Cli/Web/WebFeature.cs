using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StreamMood.Contracts;
using StreamMood.Pipeline.Http;

namespace StreamMood.Cli.Web;

/// <summary>The operators' page: its files, its stream, and, where a token is configured, their decisions.</summary>
internal sealed class WebFeature(BoardHub hub, EventStream stream, ControlDesk desk, bool writable) : IHttpFeature
{
    private const long LongestRequest = 4096;

    /// <inheritdoc />
    public void Map(IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        routes.MapGet("/", context => PageFiles.SendAsync(context, "index.html"));
        routes.MapGet("/app/{file}", context => PageFiles.SendAsync(context, (string)context.Request.RouteValues["file"]!));
        routes.MapGet("/api/board", context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.Headers.CacheControl = "no-store";
            return context.Response.Body.WriteAsync(hub.Snapshot().Json, context.RequestAborted).AsTask();
        });
        routes.MapGet("/api/events", stream.WriteAsync);
        routes.MapPost("/api/control", DecideAsync);
    }

    // The token must stand in the header: a page elsewhere can have a browser send its cookie, but never that.
    private async Task DecideAsync(HttpContext context)
    {
        if (!writable)
        {
            await Answer(context, StatusCodes.Status403Forbidden, new ControlAnswer("decisions are off; start the server with http.token", null));
            return;
        }

        if (!HttpAccess.BringsToken(context))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await Answer(context, StatusCodes.Status401Unauthorized, new ControlAnswer("the token is needed for this", null));
            return;
        }

        try
        {
            if (context.Request.ContentLength is null or > LongestRequest)
                throw new UserErrorException($"expected a JSON object of at most {LongestRequest} bytes");
            var request = await JsonSerializer.DeserializeAsync(context.Request.Body, WebJson.Default.ControlRequest, context.RequestAborted)
                ?? throw new UserErrorException("expected a JSON object");
            var made = await desk.DecideAsync(request, context.RequestAborted);
            await Answer(context, StatusCodes.Status200OK, new ControlAnswer(null, made.Effective.ToUnixTimeMilliseconds()));
        }
        catch (JsonException)
        {
            await Answer(context, StatusCodes.Status400BadRequest, new ControlAnswer("expected {\"card\":\"cam-1\",\"action\":\"pin\",\"category\":\"calm\"}", null));
        }
        catch (UserErrorException e)
        {
            await Answer(context, StatusCodes.Status400BadRequest, new ControlAnswer(e.Message, null));
        }
        catch (Confluent.Kafka.KafkaException e)
        {
            await Answer(context, StatusCodes.Status502BadGateway, new ControlAnswer($"Kafka: {e.Error.Reason}", null));
        }
    }

    private static Task Answer(HttpContext context, int status, ControlAnswer answer)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(answer, WebJson.Default.ControlAnswer), context.RequestAborted).AsTask();
    }
}

/// <summary>What became of a decision.</summary>
/// <param name="Error">Why it was not taken; absent when it was.</param>
/// <param name="From">From when on it holds, ms since 1970.</param>
internal sealed record ControlAnswer(string? Error, long? From);

/// <summary>Source-generated JSON of the decisions.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ControlRequest))]
[JsonSerializable(typeof(ControlAnswer))]
internal sealed partial class WebJson : JsonSerializerContext;
