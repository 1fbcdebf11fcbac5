using System.Net;
using System.Net.Sockets;

namespace StreamMood.Faults;

/// <summary>
/// Passes bytes between loopback ports, and none at all while a file exists: connections stay open and silent, as when a network
/// is cut somewhere between two machines that are both well.
/// </summary>
internal sealed class StallingForwarder(string stallFile)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private volatile bool _stalled;

    /// <summary>Forwards until it is stopped.</summary>
    public async Task RunAsync(IReadOnlyList<(int Listen, int Target)> ports, CancellationToken stop)
    {
        foreach (var (listen, target) in ports)
        {
            var listener = new TcpListener(IPAddress.Loopback, listen);
            listener.Start(); // here, so that a port that is taken ends the run
            _ = AcceptAsync(listener, target);
        }

        while (true)
        {
            _stalled = File.Exists(stallFile);
            await Task.Delay(Look, stop);
        }
    }

    private async Task AcceptAsync(TcpListener listener, int target)
    {
        while (true)
            _ = ForwardAsync(await listener.AcceptSocketAsync(), target);
    }

    private async Task ForwardAsync(Socket client, int target)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using (client)
        {
            try
            {
                client.NoDelay = server.NoDelay = true;
                await PassAsync();
                await server.ConnectAsync(IPAddress.Loopback, target);
                await Task.WhenAny(CopyAsync(client, server), CopyAsync(server, client));
            }
            catch (SocketException)
            {
                // Nobody behind it; the client sees its connection close.
            }
        }
    }

    private async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer)) > 0)
            {
                await PassAsync();
                for (var sent = 0; sent < count;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // One end is gone; the caller closes the other.
        }
    }

    private async Task PassAsync()
    {
        while (_stalled)
            await Task.Delay(Look);
    }
}
