using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Agora.Application.Sessions;
using Agora.Domain.Users;

namespace Agora.Infrastructure.Sessions;

/// <summary>Signs access tokens (RFC 9068: <c>typ</c> is <c>at+jwt</c>) with HMAC-SHA-256.</summary>
public sealed class AccessTokens(SigningKeys keys, SessionSettings options, TimeProvider clock) : IAccessTokens
{
    public const string Type = "at+jwt", Algorithm = "HS256";

    // Nothing here ever stands in HTML, so at+jwt is written as it reads.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public AccessToken Issue(SessionGrant grant)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var lifetime = options.AccessTokenLifetime;
        var key = keys.Current;

        var header = Json(json =>
        {
            json.WriteString("alg", Algorithm);
            json.WriteString("typ", Type);
            json.WriteString("kid", key.Id);
        });
        var payload = Json(json =>
        {
            json.WriteString("iss", options.Issuer);
            json.WriteString("aud", options.Audience);
            json.WriteString("sub", grant.UserId);
            json.WriteString("role", RoleName(grant.Role));
            json.WriteString("sid", grant.SessionId);
            json.WriteNumber("ver", grant.SecurityVersion);
            json.WriteNumber("iat", now);
            json.WriteNumber("nbf", now);
            json.WriteNumber("exp", now + (long)lifetime.TotalSeconds);
            json.WriteString("jti", Guid.NewGuid());
        });
        var signed = $"{header}.{payload}";
        var signature = HMACSHA256.HashData(key.Bytes, Encoding.ASCII.GetBytes(signed));
        return new AccessToken($"{signed}.{Base64Url.EncodeToString(signature)}", lifetime);
    }

    public static string RoleName(UserRole role) => role switch
    {
        UserRole.User => "user",
        UserRole.Moderator => "moderator",
        UserRole.Admin => "admin",
    };

    private static string Json(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return Base64Url.EncodeToString(buffer.WrittenSpan);
    }
}
