using System.Globalization;
using System.Net;
using System.Security.Claims;
using Agora.Api.Logs;
using Agora.Application.Common;

namespace Agora.Api.Http;

/// <summary>
/// Tells the use cases and the database session of this request who asks, from the claims that the token carried, and which request it is.
/// </summary>
internal static class CallerMiddleware
{
    public const string SubjectClaim = "sub", RoleClaim = "role", SessionClaim = "sid", VersionClaim = "ver";

    public static IApplicationBuilder UseCaller(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        var context = http.RequestServices.GetRequiredService<ActorContext>();
        context.Request = new RequestOrigin(http.TraceIdentifier, Address(http));
        if (http.User.Identity?.IsAuthenticated == true && Actor(http.User) is { } actor)
        {
            context.SignIn(actor);
            if (actor.UserId is { } userId && http.Features.Get<RequestScope>() is { Person: null } scope)
            {
                scope.Person = http.RequestServices.GetRequiredService<PersonHash>().Of(userId);
            }
        }

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

    private static Actor? Actor(ClaimsPrincipal person) =>
        Guid.TryParse(person.FindFirstValue(SubjectClaim), out var userId) && Role(person.FindFirstValue(RoleClaim)) is { } role
            && Guid.TryParse(person.FindFirstValue(SessionClaim), out var sessionId)
            && int.TryParse(person.FindFirstValue(VersionClaim), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? new Actor(userId, role, sessionId, version)
            : null;

    private static ActorRole? Role(string? name) => name switch
    {
        "user" => ActorRole.User,
        "moderator" => ActorRole.Moderator,
        "admin" => ActorRole.Admin,
        _ => null,
    };
}
