using System.Globalization;
using System.Text.Json;
using Agora.Benchmarks.Http.Data;
using Agora.Benchmarks.Http.Load;

namespace Agora.Benchmarks.Http.Scenarios;

/// <summary>Without a bare server: what costs here are password hashes and the rotation of tokens, which no plain SQL does.</summary>
internal static class SessionScenarios
{
    public static readonly Scenario Login = new()
    {
        Name = "login",
        Title = "sign in by password",
        // More sign-ins at once than the queue for password hashes holds are refused.
        Connections = 8,
        HasBare = false,
        Calls = (data, _) => Task.FromResult(Calls.Many(random => LoginOf(1 + random.NextInt64(data.Users)))),
    };

    public static readonly Scenario Refresh = new()
    {
        Name = "refresh",
        Title = "refresh tokens",
        HasBare = false,
        Script = "refresh.lua",
        Calls = async (data, ct) => [.. (await data.RefreshTokensAsync(ct)).Select(token =>
            HttpCall.Post("/api/v1/auth/refresh", JsonSerializer.Serialize(new { refresh_token = token })))],
    };

    public static HttpCall LoginOf(long user)
    {
        var username = string.Create(CultureInfo.InvariantCulture, $"user{user}@example.org");
        return HttpCall.Post("/api/v1/auth/login", JsonSerializer.Serialize(new { username, password = DataFill.Password }));
    }
}
