using System.Net;
using Agora.Application.Common;

namespace Agora.Api.Http;

/// <summary>Tells the database session which request it works for, as every audit row notes it.</summary>
internal static class RequestOriginMiddleware
{
    public static IApplicationBuilder UseRequestOrigin(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        http.RequestServices.GetRequiredService<ActorContext>().Request = new RequestOrigin(http.TraceIdentifier, Address(http));
        return next(http);
    });

    /// <summary>The client's address in its usual text form; null when the transport has none.</summary>
    public static string? Address(HttpContext http) => http.Connection.RemoteIpAddress switch
    {
        null => null,
        { IsIPv4MappedToIPv6: true } address => address.MapToIPv4().ToString(),
        // Without its zone, which names an interface of this machine and no client.
        { IsIPv6LinkLocal: true } address => new IPAddress(address.GetAddressBytes()).ToString(),
        { } address => address.ToString(),
    };
}
