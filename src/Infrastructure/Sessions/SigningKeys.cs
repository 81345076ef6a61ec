using System.Security.Cryptography;
using Agora.Infrastructure.Secrets;

namespace Agora.Infrastructure.Sessions;

/// <param name="Id">The <c>kid</c> of tokens signed with it; derived from the key, so that the same key always has the same name.</param>
/// <param name="Bytes">32 bytes.</param>
public sealed record SigningKey(string Id, byte[] Bytes);

/// <summary>The keys of access tokens: the first signs, all of them verify until former secrets are taken away.</summary>
public sealed class SigningKeys
{
    private readonly SigningKey[] keys;

    public SigningKeys(SecretKeys secrets)
    {
        keys = [.. secrets.AllFor("jwt").Select(bytes => new SigningKey(NameOf(bytes), bytes))];
    }

    public SigningKey Current => keys[0];

    public IReadOnlyList<SigningKey> All => keys;

    private static string NameOf(byte[] key) => Convert.ToHexStringLower(SHA256.HashData(key).AsSpan(0, 8));
}
