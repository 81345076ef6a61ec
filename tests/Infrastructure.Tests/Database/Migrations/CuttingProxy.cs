using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Agora.Infrastructure.Tests.Database.Migrations;

/// <summary>
/// Stands between a runner and the server and can cut every connection at once, without a goodbye: what the server sees is what it sees
/// when the process of the runner is killed.
/// </summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> sockets = [];
    private readonly IPEndPoint server;
    private bool cut;

    public CuttingProxy(string connectionString)
    {
        var login = new NpgsqlConnectionStringBuilder(connectionString);
        server = new IPEndPoint(IPAddress.Parse(login.Host!), login.Port);
        listener.Start();
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString) { Port = ((IPEndPoint)listener.LocalEndpoint).Port }.ConnectionString;
        _ = AcceptAsync();
    }

    public string ConnectionString { get; }

    public void Cut()
    {
        lock (sockets)
        {
            cut = true;
            foreach (var socket in sockets)
            {
                // Lingering zero seconds sends RST, as the kernel does for a killed process with unread data.
                socket.LingerState = new LingerOption(enable: true, 0);
                socket.Close();
            }

            sockets.Clear();
        }
    }

    public ValueTask DisposeAsync()
    {
        Cut();
        listener.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptSocketAsync();
                var upstream = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                client.NoDelay = true;
                await upstream.ConnectAsync(server);
                if (!Keep(client, upstream))
                {
                    client.Dispose();
                    upstream.Dispose();
                    continue;
                }

                _ = PumpAsync(client, upstream);
                _ = PumpAsync(upstream, client);
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private bool Keep(params ReadOnlySpan<Socket> pair)
    {
        lock (sockets)
        {
            if (cut)
            {
                return false;
            }

            sockets.AddRange(pair);
            return true;
        }
    }

    private static async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var length)
            {
                await to.SendAsync(buffer.AsMemory(0, length));
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // Cut, or closed by the other side.
        }
    }
}
