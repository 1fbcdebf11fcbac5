using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace StreamMood.Cli.Web;

/// <summary>
/// Server-sent events: a snapshot, then deltas. The id of each is <c>epoch-seq</c>, so that a browser that lost the connection goes
/// on where it stood, and one that comes back to another run of the server, or too late, gets a snapshot.
/// </summary>
internal sealed class EventStream(BoardHub hub, TimeProvider time)
{
    /// <summary>Most readers at a time.</summary>
    public const int MostReaders = 64;

    // A reader that takes nothing for so long has gone, or is too slow to be worth a connection.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);
    private int _readers;

    /// <summary>Writes until the reader goes.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        if (Interlocked.Increment(ref _readers) > MostReaders)
        {
            Interlocked.Decrement(ref _readers);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "10";
            return;
        }

        try
        {
            context.Response.ContentType = "text/event-stream";
            context.Response.Headers.CacheControl = "no-store";
            await WriteAsync(context.Response, LastSeen(context.Request), context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The reader went, or was too slow; it comes back with the id of what it had.
            context.Abort();
        }
        finally
        {
            Interlocked.Decrement(ref _readers);
        }
    }

    private async Task WriteAsync(HttpResponse response, long seq, CancellationToken cancellationToken)
    {
        await SendAsync(response, Encoding.ASCII.GetBytes("retry: 1000\n\n"), cancellationToken);
        while (true)
        {
            if (seq < 0 || !hub.TryAfter(seq, out var deltas, out var next))
            {
                var snapshot = hub.Snapshot();
                await SendAsync(response, Event("snapshot", snapshot.Seq, snapshot.Json), cancellationToken);
                seq = snapshot.Seq;
                continue;
            }

            foreach (var delta in deltas)
                await SendAsync(response, Event("delta", seq = delta.Seq, delta.Json), cancellationToken);
            try
            {
                await next.WaitAsync(Heartbeat, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                await SendAsync(response, Event("quiet", seq, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"now\":{time.GetUtcNow().ToUnixTimeMilliseconds()}}}"))), cancellationToken);
            }
        }
    }

    private long LastSeen(HttpRequest request)
    {
        var id = request.Headers["Last-Event-ID"].ToString();
        if (id.Length == 0)
            id = request.Query["last"].ToString();
        var dash = id.IndexOf('-', StringComparison.Ordinal);
        return dash > 0 && id[..dash] == hub.Epoch && long.TryParse(id[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var seq) ? seq : -1;
    }

    // Our JSON has no line breaks.
    private byte[] Event(string name, long seq, byte[] json) =>
        [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {hub.Epoch}-{seq}\nevent: {name}\ndata: ")), .. json, (byte)'\n', (byte)'\n'];

    private async Task SendAsync(HttpResponse response, byte[] bytes, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        await response.Body.WriteAsync(bytes, either.Token);
        await response.Body.FlushAsync(either.Token);
    }
}
