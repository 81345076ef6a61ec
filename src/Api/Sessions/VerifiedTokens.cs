using System.Collections.Concurrent;
using Agora.Application.Sessions;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Agora.Api.Sessions;

/// <summary>
/// Access tokens whose signature and form have been verified. A client sends the same token many times, and the answer of the verification
/// never changes; its lifetime is checked at each use, and its session after it.
/// </summary>
internal sealed class VerifiedTokens(TimeProvider clock)
{
    /// <summary>Past this the whole cache is dropped: a token is verified again in a few microseconds.</summary>
    public const int Capacity = 10_000;

    private readonly ConcurrentDictionary<string, VerifiedToken> tokens = new(StringComparer.Ordinal);

    public int Count => tokens.Count;

    /// <summary>Null when the token has not been verified, or is past its lifetime.</summary>
    public VerifiedToken? Find(string token)
    {
        if (!tokens.TryGetValue(token, out var found))
        {
            return null;
        }

        if (BearerAuthentication.IsCurrent(found.Claims.NotBefore, found.Claims.Expires, clock.GetUtcNow()))
        {
            return found;
        }

        tokens.TryRemove(token, out _);
        return null;
    }

    public void Add(string token, VerifiedToken verified)
    {
        if (tokens.Count >= Capacity)
        {
            tokens.Clear();
        }

        tokens[token] = verified;
    }
}

/// <param name="Result">The answer of the token library.</param>
/// <param name="Claims">The same token as <see cref="StrictAccessToken"/> read it.</param>
internal sealed record VerifiedToken(TokenValidationResult Result, AccessTokenClaims Claims);

/// <summary>The token library with <see cref="VerifiedTokens"/> before it. A token is remembered when both readings accept it.</summary>
internal sealed class AccessTokenHandler(VerifiedTokens verified, SessionSettings sessions) : JsonWebTokenHandler
{
    public override async Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
    {
        if (verified.Find(token) is { } found)
        {
            return found.Result;
        }

        var result = await base.ValidateTokenAsync(token, validationParameters);
        if (result is { IsValid: true, SecurityToken: JsonWebToken read } && Claims(read, sessions) is { } claims)
        {
            verified.Add(token, new VerifiedToken(result, claims));
        }

        return result;
    }

    /// <summary>What a verified token says; null unless the strict reading accepts it too, and names the same key.</summary>
    public static AccessTokenClaims? Claims(JsonWebToken token, SessionSettings sessions) =>
        StrictAccessToken.Read(token.EncodedToken, sessions) is { } claims && claims.KeyId == token.SigningKey.KeyId ? claims : null;
}
