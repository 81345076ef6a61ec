using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Agora.Application.Sessions;
using Agora.Infrastructure.Sessions;

namespace Agora.Api.Sessions;

/// <summary>What a token of ours says.</summary>
internal sealed record AccessTokenClaims(
    string KeyId, Guid UserId, Guid SessionId, int SecurityVersion, long NotBefore, long Expires);

/// <summary>
/// Reads the one form of token that Agora signs, and nothing else. The token library accepts more: doubled and unknown
/// members, numbers as text, padding behind the signature (build/decisions/0042-tokens-in-two-layers.md).
/// </summary>
internal static class StrictAccessToken
{
    public const int MaxLength = 4096;

    private static readonly string[] HeaderMembers = ["alg", "typ", "kid"];

    private static readonly string[] PayloadMembers = ["iss", "aud", "sub", "role", "sid", "ver", "iat", "nbf", "exp", "jti"];

    private static readonly JsonDocumentOptions Strict = new()
    {
        AllowDuplicateProperties = false,
        AllowTrailingCommas = false,
        CommentHandling = JsonCommentHandling.Disallow,
        MaxDepth = 4,
    };

    /// <summary>Null unless every byte is as <see cref="AccessTokens"/> would have written it.</summary>
    public static AccessTokenClaims? Read(string token, SessionSettings options)
    {
        if (token.Length > MaxLength || token.Split('.') is not [var head, var body, var signature])
        {
            return null;
        }

        if (Bytes(signature) is not { Length: HMACSHA256.HashSizeInBytes })
        {
            return null;
        }

        using var header = Object(head, HeaderMembers);
        using var payload = Object(body, PayloadMembers);
        return header is null || payload is null ? null : Claims(header.RootElement, payload.RootElement, options);
    }

    private static AccessTokenClaims? Claims(JsonElement header, JsonElement payload, SessionSettings options)
    {
        if (Text(header, "alg") != AccessTokens.Algorithm
            || Text(header, "typ") != AccessTokens.Type
            || Text(payload, "iss") != options.Issuer
            || Text(payload, "aud") != options.Audience
            || Id(payload, "jti") is null)
        {
            return null;
        }

        return Text(header, "kid") is { } keyId
            && Id(payload, "sub") is { } userId
            && Text(payload, "role") is "user" or "moderator" or "admin"
            && Id(payload, "sid") is { } sessionId
            && Whole(payload, "ver") is > 0 and <= int.MaxValue and var version
            && Whole(payload, "iat") is { } issuedAt
            && Whole(payload, "nbf") is { } notBefore
            && Whole(payload, "exp") is { } expires
            && notBefore == issuedAt
            && expires > issuedAt
            && expires - issuedAt <= SessionSettings.AccessTokenMinutesMax * 60
                ? new AccessTokenClaims(keyId, userId, sessionId, (int)version, notBefore, expires)
                : null;
    }

    private static JsonDocument? Object(string segment, string[] members)
    {
        if (Bytes(segment) is not { } json)
        {
            return null;
        }

        try
        {
            var document = JsonDocument.Parse(json, Strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.EnumerateObject().Select(m => m.Name).Order(StringComparer.Ordinal)
                    .SequenceEqual(members.Order(StringComparer.Ordinal), StringComparer.Ordinal))
            {
                return document;
            }

            document.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Decoding forgives padding, white space and spare bits; encoding again does not.
    private static byte[]? Bytes(string segment)
    {
        if (!Base64Url.IsValid(segment))
        {
            return null;
        }

        var bytes = Base64Url.DecodeFromChars(segment);
        return Base64Url.EncodeToString(bytes) == segment ? bytes : null;
    }

    private static string? Text(JsonElement element, string member)
    {
        var value = element.GetProperty(member);
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // An escape that is half of a surrogate pair.
            return null;
        }
    }

    private static Guid? Id(JsonElement element, string member) =>
        Text(element, member) is { } text && Guid.TryParseExact(text, "D", out var id) && id.ToString("D") == text ? id : null;

    // Digits alone: neither 1.0 nor 1e3 nor -0, which readers take for whole numbers by different rules.
    private static long? Whole(JsonElement element, string member)
    {
        var value = element.GetProperty(member);
        return value.ValueKind == JsonValueKind.Number
            && value.GetRawText() is var text
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : null;
    }
}
