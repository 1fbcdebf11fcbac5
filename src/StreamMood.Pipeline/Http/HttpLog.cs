using Microsoft.Extensions.Logging;

namespace StreamMood.Pipeline.Http;

/// <summary>Log messages of the HTTP server; ids 1500 to 1599.</summary>
internal static partial class HttpLog
{
    [LoggerMessage(1500, LogLevel.Information, "HTTP at {Address}")]
    public static partial void Listening(this ILogger log, string address);

    [LoggerMessage(1501, LogLevel.Warning, "{Address} is not encrypted: what passes, the token included, can be read on its way; set http.certificate, or put a proxy with TLS in front")]
    public static partial void Plain(this ILogger log, string address);
}
