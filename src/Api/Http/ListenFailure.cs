using System.Globalization;
using System.Net.Sockets;
using Agora.Api.Metrics;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Database.Embedded;
using Microsoft.AspNetCore.Connections;

namespace Agora.Api.Http;

/// <summary>Explains why the server cannot listen, and the remedy.</summary>
internal static class ListenFailure
{
    /// <exception cref="InvalidConfigurationException">The server cannot listen as its settings say.</exception>
    public static async Task StartAsync(WebApplication host, CancellationToken ct)
    {
        try
        {
            await host.StartAsync(ct);
        }
        catch (Exception exception) when (Cause(exception) is { } cause)
        {
            var (server, metrics) = (host.Services.GetRequiredService<ServerOptions>(), host.Services.GetRequiredService<MetricsOptions>());
            var port = string.Create(CultureInfo.InvariantCulture, $":{metrics.Port}:");
            var listener = metrics.Port is not null && exception.Message.Contains(port, StringComparison.Ordinal)
                ? new Listener(MetricsOptions.Section, metrics.Address ?? "127.0.0.1", metrics.Port.Value, "Metrics:Port")
                : new Listener(ServerOptions.Section, server.Address, server.Port, "PORT");
            if (Explain(cause, listener) is { } sentence)
            {
                throw new InvalidConfigurationException(sentence);
            }

            throw;
        }
    }

    private static string? Explain(SocketError cause, Listener at) => cause switch
    {
        SocketError.AddressAlreadyInUse =>
            $"Port {at.Port} on {at.Address} is taken: {PortOwner.Explain(at.Port)}. "
            + $"Or set {at.PortSetting} to a free port, or to 0 to take any.",
        SocketError.AddressNotAvailable =>
            $"This machine has no address {at.Address}: set {at.Section}:Address to one of its own, or to 0.0.0.0 for all.",
        SocketError.AccessDenied =>
            $"This account may not listen on port {at.Port} of {at.Address}: "
            + $"set {at.PortSetting} to 1024 or more, or let a proxy take the port.",
        _ => null,
    };

    private static SocketError? Cause(Exception exception) => exception switch
    {
        AddressInUseException => SocketError.AddressAlreadyInUse,
        SocketException socket => socket.SocketErrorCode,
        AggregateException several => several.InnerExceptions.Select(Cause).FirstOrDefault(cause => cause is not null),
        IOException { InnerException: { } inner } => Cause(inner),
        _ => null,
    };

    private sealed record Listener(string Section, string Address, int Port, string PortSetting);
}
