using Agora.Api.Configuration;
using Agora.Infrastructure.Mail;
using Agora.Infrastructure.Sessions;

namespace Agora.Api.Sessions;

internal static class SessionHost
{
    /// <summary>Sessions with their settings and mail, and the authentication of every request by access token.</summary>
    public static void AddSessions(this WebApplicationBuilder builder)
    {
        builder.Services.AddSessions(builder.Configuration);
        builder.Services.AddMail(builder.Configuration, builder.Environment.IsDevelopment() ? MailFolder() : null);
        builder.Services.AddBearerAuthentication();
    }

    private static string? MailFolder() => AgoraHome.Folder is { } home ? Path.Combine(home, "mail") : null;
}
