using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Agora.Migrations.Tests;

/// <summary>Passes everything through and shows each message of the server to the test, which may change its body.</summary>
internal sealed class WireProxy : IAsyncDisposable
{
    public const byte BackendKeyData = (byte)'K';
    public const byte ReadyForQuery = (byte)'Z';

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint server;
    private readonly Action<byte, byte[]> onMessage;

    public WireProxy(string connectionString, Action<byte, byte[]> onMessage)
    {
        this.onMessage = onMessage;
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

    private async Task AnswerAsync(NetworkStream from, NetworkStream to)
    {
        var header = new byte[5];
        try
        {
            while (true)
            {
                await from.ReadExactlyAsync(header);
                var body = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1)) - 4];
                await from.ReadExactlyAsync(body);
                onMessage(header[0], body);
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
