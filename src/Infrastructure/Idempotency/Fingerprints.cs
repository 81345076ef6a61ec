using System.Security.Cryptography;
using Agora.Infrastructure.Secrets;

namespace Agora.Infrastructure.Idempotency;

/// <summary>
/// Keyed hashes of requests: a body may hold a password, and a plain hash of one could be guessed from a backup. What was stored
/// under a former secret is still recognised.
/// </summary>
internal sealed class Fingerprints(SecretKeys secrets)
{
    private readonly IReadOnlyList<byte[]> keys = secrets.AllFor("idempotency");

    public byte[] Of(byte[] digest) => HMACSHA256.HashData(keys[0], digest);

    public bool Match(byte[] stored, byte[] digest) =>
        keys.Any(key => CryptographicOperations.FixedTimeEquals(stored, HMACSHA256.HashData(key, digest)));
}
