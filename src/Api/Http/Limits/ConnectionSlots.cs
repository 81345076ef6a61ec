using System.Net;
using Microsoft.AspNetCore.Connections;
using IPNetwork = System.Net.IPNetwork;

namespace Agora.Api.Http.Limits;

/// <summary>
/// Limits the connections of the server and of each address. When the limit is reached, the connection that was idle longest is closed, so
/// idle connections block no client. When all are busy, a new one enters a reserve, where only health is served
/// (build/decisions/0035-connections.md).
/// </summary>
internal sealed class ConnectionSlots(ServerOptions options, TimeProvider clock)
{
    /// <summary>Connections past the limit that may still request health.</summary>
    public const int Reserve = 64;

    private static readonly TimeSpan ReserveTimeout = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Line> addresses = new(StringComparer.Ordinal);
    private readonly Line all = new();
    private readonly Line reserve = new();

    /// <summary>Outermost: gives the connection a slot, or closes it.</summary>
    public ConnectionDelegate Admit(ConnectionDelegate next) => async connection =>
    {
        var slot = new ConnectionSlot(connection, Address(connection));
        if (!TryEnter(slot))
        {
            connection.Abort(new ConnectionAbortedException("There are too many connections."));
            return;
        }

        connection.Features.Set(slot);
        try
        {
            await next(connection);
        }
        finally
        {
            Leave(slot);
        }
    };

    /// <summary>After TLS: the server would wait for the first byte as long as for the next request of an idle connection.</summary>
    public ConnectionDelegate AwaitFirstByte(ConnectionDelegate next) => async connection =>
    {
        var patience = connection.Features.Get<ConnectionSlot>() is { IsReserve: true }
            ? ReserveTimeout
            : TimeSpan.FromSeconds(options.HeaderTimeoutSeconds);
        using (var timeout = new CancellationTokenSource(patience, clock))
        {
            try
            {
                var first = await connection.Transport.Input.ReadAsync(timeout.Token);
                connection.Transport.Input.AdvanceTo(first.Buffer.Start);
                if (first is { IsCompleted: true, Buffer.IsEmpty: true })
                {
                    return;
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException)
            {
                // No byte in time, or disconnected. ConnectionResetException is an IOException.
                return;
            }
        }

        await next(connection);
    };

    /// <summary>Marks the connection busy: it is not closed for a new one.</summary>
    public void Begin(ConnectionSlot slot)
    {
        lock (gate)
        {
            if (slot.Requests++ == 0)
            {
                slot.MakeBusy();
            }
        }
    }

    public void End(ConnectionSlot slot)
    {
        lock (gate)
        {
            if (--slot.Requests == 0 && slot.IsOpen)
            {
                slot.MakeIdle();
            }
        }
    }

    private bool TryEnter(ConnectionSlot slot)
    {
        lock (gate)
        {
            var own = slot.Address is null ? null : LineOf(slot.Address);
            if ((own is null || own.HasRoom(options.MaxConnectionsPerAddress)) && all.HasRoom(options.MaxConnections))
            {
                slot.Enter(all, own);
                return true;
            }

            slot.IsReserve = reserve.HasRoom(Reserve);
            if (slot.IsReserve)
            {
                slot.Enter(reserve, own: null);
            }

            return slot.IsReserve;
        }
    }

    private void Leave(ConnectionSlot slot)
    {
        lock (gate)
        {
            slot.Leave();
            if (slot.Address is not null && addresses.TryGetValue(slot.Address, out var line) && line.Count == 0)
            {
                addresses.Remove(slot.Address);
            }
        }
    }

    private Line LineOf(string address)
    {
        if (!addresses.TryGetValue(address, out var line))
        {
            addresses[address] = line = new Line();
        }

        return line;
    }

    /// <summary>Null for a proxy, which forwards many clients.</summary>
    private string? Address(ConnectionContext connection)
    {
        var address = (connection.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;
        return options.KnownProxies.Any(
            p => IPNetwork.TryParse(p, out var network) ? network.Contains(address) : IPAddress.Parse(p).Equals(address))
            ? null
            : RateLimits.Network(address);
    }

    /// <summary>Connections that count together; those that are idle, longest first.</summary>
    internal sealed class Line
    {
        public LinkedList<ConnectionSlot> Idle { get; } = [];

        public int Count { get; set; }

        /// <summary>Whether a connection fits, if necessary after closing an idle one.</summary>
        public bool HasRoom(int most)
        {
            if (Count >= most && Idle.First is { } longest)
            {
                longest.Value.Leave();
                longest.Value.Close();
            }

            return Count < most;
        }
    }
}

/// <summary>One connection among those of the server.</summary>
internal sealed class ConnectionSlot
{
    private readonly ConnectionContext connection;
    private readonly LinkedListNode<ConnectionSlot> allNode;
    private readonly LinkedListNode<ConnectionSlot> ownNode;
    private ConnectionSlots.Line? all;
    private ConnectionSlots.Line? own;

    public ConnectionSlot(ConnectionContext connection, string? address)
    {
        this.connection = connection;
        Address = address;
        allNode = new(this);
        ownNode = new(this);
    }

    public string? Address { get; }

    public bool IsReserve { get; set; }

    public bool IsOpen => all is not null;

    public int Requests { get; set; }

    public void Enter(ConnectionSlots.Line all, ConnectionSlots.Line? own)
    {
        (this.all, this.own) = (all, own);
        all.Count++;
        if (own is not null)
        {
            own.Count++;
        }

        MakeIdle();
    }

    public void MakeIdle()
    {
        all?.Idle.AddLast(allNode);
        own?.Idle.AddLast(ownNode);
    }

    public void MakeBusy()
    {
        allNode.List?.Remove(allNode);
        ownNode.List?.Remove(ownNode);
    }

    /// <summary>Does nothing the second time.</summary>
    public void Leave()
    {
        MakeBusy();
        if (all is not null)
        {
            all.Count--;
            if (own is not null)
            {
                own.Count--;
            }

            (all, own) = (null, null);
        }
    }

    public void Close() => connection.Abort(new ConnectionAbortedException("An idle connection was closed for a new one."));
}
