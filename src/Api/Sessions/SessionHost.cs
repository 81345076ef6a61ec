using Agora.Infrastructure.Sessions;

namespace Agora.Api.Sessions;

internal static class SessionHost
{
    /// <summary>Sessions with their settings, and the authentication of every request by access token.</summary>
    public static void AddSessions(this WebApplicationBuilder builder)
    {
        builder.Services.AddSessions(builder.Configuration);
        builder.Services.AddBearerAuthentication();
    }
}
