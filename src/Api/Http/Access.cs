namespace Agora.Api.Http;

/// <summary>Who may call an endpoint. One that says nothing needs a signed-in caller.</summary>
internal static class Access
{
    public const string Admin = "admin", Moderator = "moderator";

    public static TBuilder AdminsOnly<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.RequireAuthorization(Admin);
}
