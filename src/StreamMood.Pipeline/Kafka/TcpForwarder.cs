using System.Net;
using System.Net.Sockets;
using StreamMood.Contracts;

namespace StreamMood.Pipeline.Kafka;

/// <summary>Takes connections on a fixed loopback port and passes their bytes on to another one: the mock cluster chooses its own port.</summary>
internal sealed class TcpForwarder : IDisposable
{
    private const int BufferSize = 64 * 1024;

    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();

    private TcpForwarder(TcpListener listener) => _listener = listener;

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Takes the port; <see cref="Waiting.Forward"/> starts forwarding.</summary>
    /// <exception cref="UserErrorException">When the port is in use or not allowed.</exception>
    public static Waiting Listen(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return new Waiting(listener);
        }
        catch (SocketException e)
        {
            listener.Dispose();
            throw new UserErrorException(
                e.SocketErrorCode == SocketError.AddressAlreadyInUse
                    ? $"port {port} on 127.0.0.1 is in use; choose another for the embedded broker"
                    : $"port {port} on 127.0.0.1 cannot be opened: {e.Message}", e);
        }
    }

    /// <summary>Closes the port and every connection.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
    }

    private async Task AcceptAsync(int target)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                _ = ForwardAsync(await _listener.AcceptSocketAsync(_stop.Token), target);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // One connection that broke while it was accepted; the next may not.
            }
        }
    }

    private async Task ForwardAsync(Socket client, int target)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using (client)
        {
            try
            {
                client.NoDelay = server.NoDelay = true;
                await server.ConnectAsync(IPAddress.Loopback, target, _stop.Token);
                await Task.WhenAny(CopyAsync(client, server), CopyAsync(server, client));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                // Closing both ends is all that is left to do.
            }
        }
    }

    private async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[BufferSize];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer, _stop.Token)) > 0)
                for (var sent = 0; sent < count;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), _stop.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One end is gone; the caller closes the other.
        }
    }

    /// <summary>A port that is taken but not yet served.</summary>
    public sealed class Waiting(TcpListener listener) : IDisposable
    {
        private TcpListener? _listener = listener;

        public TcpForwarder Forward(int target)
        {
            var forwarder = new TcpForwarder(_listener!);
            _listener = null;
            _ = forwarder.AcceptAsync(target);
            return forwarder;
        }

        public void Dispose() => _listener?.Dispose();
    }
}
