using Microsoft.AspNetCore.Authorization;

namespace Agora.Api.Http;

/// <summary>Authorization policies. An endpoint without one requires a signed-in caller.</summary>
internal static class Access
{
    public const string Admin = "admin", Moderator = "moderator";

    /// <summary>
    /// The fallback policy. Endpoints of routing itself, such as the 405 for a wrong method, are public.
    /// </summary>
    public static AuthorizationPolicy SignedIn { get; } = new AuthorizationPolicyBuilder()
        .RequireAssertion(context =>
            context.User.Identity?.IsAuthenticated == true
            || (context.Resource is HttpContext http && http.GetEndpoint() is not RouteEndpoint))
        .Build();

    public static TBuilder AdminsOnly<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.RequireAuthorization(Admin);
}
