using System.Globalization;
using System.Security.Claims;
using Agora.Application.Common;

namespace Agora.Api.Http;

/// <summary>Tells the use cases and the database session of this request who asks, from the claims that the token carried.</summary>
internal static class CallerMiddleware
{
    public const string SubjectClaim = "sub", RoleClaim = "role", SessionClaim = "sid", VersionClaim = "ver";

    public static IApplicationBuilder UseCaller(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (http.User.Identity?.IsAuthenticated == true && Actor(http.User) is { } actor)
        {
            http.RequestServices.GetRequiredService<ActorContext>().SignIn(actor);
        }

        return next(http);
    });

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
