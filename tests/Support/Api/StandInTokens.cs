using System.Security.Claims;
using System.Text.Encodings.Web;
using Agora.Domain.Users;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Agora.Testing;

/// <summary>Lets a test be somebody before the host has sessions of its own.</summary>
internal sealed class StandInTokens(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public new const string Scheme = "StandIn";

    public static string For(Guid userId, UserRole role) => $"{userId:N}.{RoleName(role)}";

    public static string RoleName(UserRole role) => role switch
    {
        UserRole.User => "user",
        UserRole.Moderator => "moderator",
        UserRole.Admin => "admin",
    };

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.Ordinal))
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        if (header[7..].Split('.') is not [var id, var role] || !Guid.TryParse(id, out var userId))
        {
            return Task.FromResult(AuthenticateResult.Fail("not a token"));
        }

        var claims = new[] { new Claim("sub", userId.ToString()), new Claim("role", role) };
        var person = new ClaimsPrincipal(new ClaimsIdentity(claims, Scheme, "sub", "role"));
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(person, Scheme)));
    }
}
