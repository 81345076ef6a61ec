using System.Security.Cryptography;
using System.Text;
using Agora.Application.Sessions;
using Agora.Infrastructure.Secrets;

namespace Agora.Infrastructure.Sessions;

/// <summary>HMAC-SHA-256 over the used token, by a key of its own.</summary>
internal sealed class RefreshTokens(SecretKeys secrets) : IRefreshTokens
{
    private readonly byte[][] keys = [.. secrets.AllFor("refresh")];

    public IReadOnlyList<OpaqueToken> SuccessorsOf(string token) =>
        [.. keys.Select(key => OpaqueToken.Of(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(token))))];
}
