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

    // Beside the data of the embedded database.
    private static string? MailFolder()
    {
        var home = Environment.GetEnvironmentVariable("AGORA_HOME") is { Length: > 0 } own
            ? own
            : Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData) is { Length: > 0 } data
                ? Path.Combine(data, "agora")
                : null;
        return home is null ? null : Path.Combine(home, "mail");
    }
}
