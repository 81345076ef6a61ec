using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Agora.Infrastructure.Tests.Database.Migrations;

/// <summary>Gives the client another process id than the server's, as a pooler does. Everything else passes through.</summary>
internal sealed class ForgingProxy : IAsyncDisposable
{
    private const byte BackendKeyData = (byte)'K';

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint server;

    public ForgingProxy(string connectionString)
    {
        var login = new NpgsqlConnectionStringBuilder(connectionString);
        server = new IPEndPoint(IPAddress.Parse(login.Host!), login.Port);
        listener.Start();
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Port = ((IPEndPoint)listener.LocalEndpoint).Port,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString;
        _ = AcceptAsync();
    }

    public string ConnectionString { get; }

    public ValueTask DisposeAsync()
    {
        listener.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync();
                var upstream = new TcpClient();
                await upstream.ConnectAsync(server);
                _ = client.GetStream().CopyToAsync(upstream.GetStream());
                _ = AnswerAsync(upstream.GetStream(), client.GetStream());
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static async Task AnswerAsync(NetworkStream from, NetworkStream to)
    {
        var header = new byte[5];
        try
        {
            while (true)
            {
                await from.ReadExactlyAsync(header);
                var body = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1)) - 4];
                await from.ReadExactlyAsync(body);
                if (header[0] == BackendKeyData)
                {
                    BinaryPrimitives.WriteInt32BigEndian(body, 4711);
                }

                await to.WriteAsync(header);
                await to.WriteAsync(body);
            }
        }
        catch (Exception ended) when (ended is IOException or ObjectDisposedException)
        {
            // One side has closed.
        }
    }
}
