using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Agora.Api.Http.OpenApi;
using Agora.Application.Sessions;

namespace Agora.Api.Sessions;

/// <summary>The token response of OAuth 2.0 (RFC 6749, 5.1), hence its names.</summary>
internal sealed record TokenResponse(
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("token_type")] string TokenType,
    [property: JsonPropertyName("expires_in")] int ExpiresIn,
    [property: JsonPropertyName("refresh_token")] string RefreshToken)
{
    public static TokenResponse Of(SignedIn signedIn) => new(
        signedIn.Access.Text, "Bearer", (int)signedIn.Access.Lifetime.TotalSeconds, signedIn.RefreshToken);
}

/// <summary>A sign-in by password, as JSON or as the form of OAuth 2.0 (RFC 6749, 4.3.2).</summary>
internal sealed record LoginRequest([property: JsonPropertyName("password")] string Password)
{
    /// <summary>The username, or the e-mail address as OAuth 2.0 clients send it. Send either this or `email`.</summary>
    [JsonPropertyName("username")]
    public string? Username { get; init; }

    /// <summary>The e-mail address, instead of `username`.</summary>
    [AlternativeTo]
    [JsonPropertyName("email")]
    public string? Email { get; init; }

    /// <summary><c>password</c>, or absent.</summary>
    [RegularExpression("^password$")]
    [JsonPropertyName("grant_type")]
    public string? GrantType { get; init; }

    public static ValueTask<LoginRequest> BindAsync(HttpContext http) => CredentialBody.ReadAsync(
        http,
        form => new LoginRequest(form("password") ?? "")
        {
            Username = form("username"),
            Email = form("email"),
            GrantType = form("grant_type"),
        });
}

/// <summary>A refresh token, as JSON or as the form of OAuth 2.0 (RFC 6749, 6).</summary>
internal sealed record RefreshRequest([property: JsonPropertyName("refresh_token")] string RefreshToken)
{
    /// <summary><c>refresh_token</c>, or absent.</summary>
    [RegularExpression("^refresh_token$")]
    [JsonPropertyName("grant_type")]
    public string? GrantType { get; init; }

    public static ValueTask<RefreshRequest> BindAsync(HttpContext http) => CredentialBody.ReadAsync(
        http, form => new RefreshRequest(form("refresh_token") ?? "") { GrantType = form("grant_type") });
}

/// <summary>Reads a body that may be JSON or a form. Members of a form that OAuth 2.0 clients send besides are passed over.</summary>
internal static class CredentialBody
{
    /// <exception cref="BadHttpRequestException">The body is neither, or is a form with a member twice.</exception>
    public static async ValueTask<T> ReadAsync<T>(HttpContext http, Func<Func<string, string?>, T> fromForm)
        where T : class
    {
        var request = http.Request;
        if (request.HasJsonContentType())
        {
            return await JsonAsync<T>(request, http.RequestAborted);
        }

        var form = await ReadFormAsync(request, http.RequestAborted);
        return fromForm(name => form[name] switch
        {
            { Count: 0 } => null,
            [var only] => only,
            _ => throw Malformed($"{name} came twice."),
        });
    }

    private static async Task<T> JsonAsync<T>(HttpRequest request, CancellationToken ct)
        where T : class
    {
        try
        {
            return await request.ReadFromJsonAsync<T>(ct) ?? throw Malformed("The body is null.");
        }
        catch (JsonException broken)
        {
            throw new BadHttpRequestException("The JSON cannot be read.", StatusCodes.Status400BadRequest, broken);
        }
    }

    /// <exception cref="BadHttpRequestException">The body is no form of one part, or cannot be read as one.</exception>
    public static async Task<IFormCollection> ReadFormAsync(HttpRequest request, CancellationToken ct)
    {
        if (!request.HasFormContentType || request.ContentType!.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
        {
            throw new BadHttpRequestException("Send JSON or a form.", StatusCodes.Status415UnsupportedMediaType);
        }

        try
        {
            return await request.ReadFormAsync(ct);
        }
        catch (InvalidDataException broken)
        {
            throw new BadHttpRequestException("The form cannot be read.", StatusCodes.Status400BadRequest, broken);
        }
    }

    private static BadHttpRequestException Malformed(string message) => new(message, StatusCodes.Status400BadRequest);
}
