using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using StreamMood.Vision.Imaging;

namespace StreamMood.IntegrationTests.Camera;

/// <summary>An MJPEG camera on loopback whose behaviour a test gives, connection by connection.</summary>
internal sealed class MjpegCamera : IAsyncDisposable
{
    public const string Head = "HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=cut\r\n\r\n";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Connection, Task> _serve;
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly Task _accepting;
    private int _count;

    /// <param name="serve">Serves one connection; its end closes it.</param>
    public MjpegCamera(Func<Connection, Task> serve)
    {
        _serve = serve;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/video";

    /// <summary>Connections so far.</summary>
    public int Connections => _count;

    /// <summary>A picture of one brightness.</summary>
    public static byte[] Jpeg(int width = 64, int height = 48, byte level = 128)
    {
        var pixels = new byte[width * height];
        pixels.AsSpan().Fill(level);
        using var encoder = new JpegEncoder();
        return encoder.EncodeGray(pixels, width, height, width, 80).ToArray();
    }

    /// <summary>A part as most cameras write it.</summary>
    public static byte[] Part(byte[] jpeg) =>
        [.. Encoding.ASCII.GetBytes($"--cut\r\nContent-Type: image/jpeg\r\nContent-Length: {jpeg.Length}\r\n\r\n"), .. jpeg, .. "\r\n"u8];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _connections.Add(ServeAsync(client, _count++));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client, int number)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                while (true)
                {
                    var request = new StringBuilder();
                    var one = new byte[1];
                    while (!request.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, _stop.Token) == 1)
                        request.Append((char)one[0]);
                    if (request.Length == 0)
                        return;
                    var connection = new Connection(stream, request.ToString(), number, _stop.Token);
                    await _serve(connection);
                    if (!connection.KeepAlive)
                        return;
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
            {
                // The reader went away, or the test is over.
            }
        }
    }

    internal sealed class Connection(Stream stream, string request, int number, CancellationToken stop)
    {
        public string Request => request;

        /// <summary>From 0.</summary>
        public int Number => number;

        public CancellationToken Stop => stop;

        /// <summary>Set when another request may follow.</summary>
        public bool KeepAlive { get; set; }

        public async Task SendAsync(byte[] bytes) => await stream.WriteAsync(bytes, stop);

        public Task SendAsync(string text) => SendAsync(Encoding.ASCII.GetBytes(text));

        /// <summary>Says nothing more.</summary>
        public Task HangAsync() => Task.Delay(Timeout.InfiniteTimeSpan, stop);

        /// <summary>Sends pictures at a pace until the reader goes.</summary>
        public async Task PlayAsync(byte[] jpeg, TimeSpan pace, int count = int.MaxValue)
        {
            for (var i = 0; i < count; i++)
            {
                await SendAsync(Part(jpeg));
                await Task.Delay(pace, stop);
            }
        }
    }
}
