using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Agora.Benchmarks.Streams;

/// <summary>One open stream over a bare socket, so that ten thousand of them cost this process little.</summary>
internal sealed class StreamClient : IDisposable
{
    private const int BufferSize = 2048, LastIdMax = 200;

    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] buffer = new byte[BufferSize];
    private int held;

    public delegate void Received(ReadOnlySpan<byte> line);

    /// <summary>Of the last event or comment that was received whole.</summary>
    public string LastId { get; private set; } = "";

    /// <summary>Sends the request; what the server says is read by <see cref="ReadAsync"/>.</summary>
    public async Task OpenAsync(Uri server, string topics, string? lastId, CancellationToken ct)
    {
        await socket.ConnectAsync(IPAddress.Loopback, server.Port, ct);
        var resume = string.IsNullOrEmpty(lastId) ? "" : $"Last-Event-ID: {lastId}\r\n";
        // HTTP/1.0 has no chunks, which may divide a line.
        var request = $"GET /api/v1/stream?topics={topics} HTTP/1.0\r\nHost: localhost\r\nAccept: text/event-stream\r\n{resume}\r\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes(request), ct);
    }

    /// <summary>Reads until the connection ends or the token is cancelled; calls back for lines with an id or data.</summary>
    /// <param name="received">A line without its end. An id counts once the empty line behind it has come.</param>
    public async Task ReadAsync(Received received, CancellationToken ct)
    {
        var id = "";
        while (true)
        {
            int count;
            try
            {
                count = await socket.ReceiveAsync(buffer.AsMemory(held), ct);
            }
            catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            if (count == 0)
            {
                return;
            }

            var from = 0;
            held += count;
            while (buffer.AsSpan(from, held - from).IndexOf((byte)'\n') is var length and >= 0)
            {
                var line = buffer.AsSpan(from, length);
                from += length + 1;
                if (length == 0 && id.Length > 0)
                {
                    LastId = id;
                }
                else if (line.StartsWith("id: "u8) && length < LastIdMax)
                {
                    id = Encoding.ASCII.GetString(line["id: ".Length..]);
                    received(line);
                }
                else if (line.StartsWith("data: "u8))
                {
                    received(line);
                }
            }

            buffer.AsSpan(from, held - from).CopyTo(buffer);
            held -= from;
        }
    }

    public void Dispose() => socket.Dispose();
}
