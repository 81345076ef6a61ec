using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace Agora.Testing;

/// <summary>
/// Stands between a client and the server and can cut connections without a goodbye: what the server sees is what it sees when the
/// process of the client is killed, and the client sees what it sees when the server or the network is gone.
/// </summary>
public sealed class CuttingProxy : IAsyncDisposable
{
    // A query message: its kind, its length, and a text that ends with NUL.
    private static readonly byte[] Commit = [(byte)'Q', 0, 0, 0, 11, .. "COMMIT\0"u8];

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly List<Link> links = [];
    private readonly IPEndPoint server;
    private CommitCut? commitCut;
    private bool away;

    public CuttingProxy(string connectionString)
    {
        var login = new NpgsqlConnectionStringBuilder(connectionString);
        server = new IPEndPoint(IPAddress.Parse(login.Host!), login.Port);
        listener.Start();
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString) { Port = Port }.ConnectionString;
        _ = AcceptAsync();
    }

    public string ConnectionString { get; }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Ends all connections, and every new one at once, until <see cref="ComeBack"/>.</summary>
    public void Cut()
    {
        lock (links)
        {
            away = true;
            foreach (var link in links)
            {
                link.Reset();
            }

            links.Clear();
        }
    }

    public void ComeBack()
    {
        lock (links)
        {
            away = false;
        }
    }

    /// <summary>
    /// Cuts one connection at its next COMMIT, if its client has sent the marker before: after the server has answered it, or before it
    /// gets there.
    /// </summary>
    public void CutAtCommit(string marker, bool forwarded)
    {
        lock (links)
        {
            commitCut = new CommitCut(Encoding.UTF8.GetBytes(marker), forwarded);
        }
    }

    /// <summary>Completes when the clients of all connections that are open now have closed them.</summary>
    public Task ClosedByClientsAsync()
    {
        lock (links)
        {
            return Task.WhenAll(links.Select(l => l.ClosedByClient.Task));
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
                var link = new Link(client, upstream);
                if (!Keep(link))
                {
                    link.Reset();
                    continue;
                }

                _ = PumpToServerAsync(link);
                _ = PumpToClientAsync(link);
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private bool Keep(Link link)
    {
        lock (links)
        {
            if (!away)
            {
                links.Add(link);
            }

            return !away;
        }
    }

    private async Task PumpToServerAsync(Link link)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await link.Client.ReceiveAsync(buffer) is > 0 and var length)
            {
                var sent = buffer.AsMemory(0, length);
                if (Strikes(link, sent.Span) is { } cut)
                {
                    if (!cut.Forwarded)
                    {
                        link.Reset();
                        return;
                    }

                    link.CutsAtAnswer = true;
                }

                await link.Server.SendAsync(sent);
            }

            link.Server.Shutdown(SocketShutdown.Send);
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // Cut, or closed by the other side.
        }
        finally
        {
            link.ClosedByClient.TrySetResult();
        }
    }

    private static async Task PumpToClientAsync(Link link)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await link.Server.ReceiveAsync(buffer) is > 0 and var length)
            {
                if (link.CutsAtAnswer)
                {
                    link.Reset();
                    return;
                }

                await link.Client.SendAsync(buffer.AsMemory(0, length));
            }

            link.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // Cut, or closed by the other side.
        }
    }

    private CommitCut? Strikes(Link link, ReadOnlySpan<byte> sent)
    {
        lock (links)
        {
            if (commitCut is not { } cut)
            {
                return null;
            }

            link.IsMarked |= sent.IndexOf(cut.Marker) >= 0;
            if (!link.IsMarked || sent.IndexOf(Commit) < 0)
            {
                return null;
            }

            commitCut = null;
            return cut;
        }
    }

    private sealed record CommitCut(byte[] Marker, bool Forwarded);

    private sealed class Link(Socket client, Socket server)
    {
        public Socket Client => client;

        public Socket Server => server;

        public bool IsMarked { get; set; }

        public bool CutsAtAnswer { get; set; }

        public TaskCompletionSource ClosedByClient { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Reset()
        {
            foreach (var socket in new[] { client, server })
            {
                try
                {
                    // Lingering zero seconds sends RST, as the kernel does for a killed process with unread data.
                    socket.LingerState = new LingerOption(enable: true, 0);
                    socket.Close();
                }
                catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
                {
                    // Reset before, or closed by the other side.
                }
            }
        }
    }
}
