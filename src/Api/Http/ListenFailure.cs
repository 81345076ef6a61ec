using System.Net.Sockets;
using Agora.Infrastructure.Database.Embedded;
using Microsoft.AspNetCore.Connections;

namespace Agora.Api.Http;

/// <summary>Explains why the server cannot listen, and the remedy.</summary>
internal static class ListenFailure
{
    /// <returns>One sentence; null when the exception is about something else.</returns>
    public static string? Explain(Exception exception, ServerOptions options) => Cause(exception) switch
    {
        SocketError.AddressAlreadyInUse =>
            $"Port {options.Port} on {options.Address} is taken: {PortOwner.Explain(options.Port)}. "
            + "Or set PORT to a free port, or to 0 to take any.",
        SocketError.AddressNotAvailable =>
            $"This machine has no address {options.Address}: set Server:Address to one of its own, or to 0.0.0.0 for all.",
        SocketError.AccessDenied =>
            $"This account may not listen on port {options.Port} of {options.Address}: "
            + "set PORT to 1024 or more, or let a proxy take the port.",
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
}
