using Microsoft.AspNetCore.Authorization;

namespace Agora.Api.Http;

/// <summary>Who may call an endpoint. One that says nothing needs a signed-in caller.</summary>
internal static class Access
{
    public const string Admin = "admin", Moderator = "moderator";

    /// <summary>
    /// For endpoints that say nothing. What routing made up itself, such as the answer to a wrong method, is nobody's secret.
    /// </summary>
    public static AuthorizationPolicy SignedIn { get; } = new AuthorizationPolicyBuilder()
        .RequireAssertion(context =>
            context.User.Identity?.IsAuthenticated == true
            || (context.Resource is HttpContext http && http.GetEndpoint() is not RouteEndpoint))
        .Build();

    public static TBuilder AdminsOnly<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.RequireAuthorization(Admin);
}
