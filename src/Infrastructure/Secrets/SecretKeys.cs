using System.Security.Cryptography;
using System.Text;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Secrets;

/// <summary>
/// Every key that Agora signs with, derived (HKDF, RFC 5869) from one secret, so that an operator keeps and rotates one
/// value. Keys of former secrets still verify until their time is over.
/// </summary>
public sealed class SecretKeys
{
    public const int MinimumBytes = 32;

    private readonly byte[] current;
    private readonly byte[][] previous;

    /// <param name="secret">Base64 of at least 32 random bytes.</param>
    /// <param name="formerSecrets">Secrets replaced recently, in the same form.</param>
    /// <exception cref="InvalidConfigurationException">A secret is too short or not base64.</exception>
    public SecretKeys(string secret, IEnumerable<string> formerSecrets)
    {
        current = Read(secret, "SECRET_KEY");
        previous = [.. formerSecrets.Select(s => Read(s, "PREVIOUS_SECRET_KEYS"))];
    }

    /// <summary>Whether the secret was hardly made at random: of 32 random bytes about 30 differ.</summary>
    public bool IsWeak => current.Distinct().Count() < MinimumBytes / 2;

    /// <summary>A new secret in the form that the constructor reads.</summary>
    public static string Generate() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(MinimumBytes));

    /// <summary>The 32-byte key for one use, such as <c>cursor</c>.</summary>
    public byte[] For(string use) => Derive(current, use);

    /// <summary>The current key for one use, then those of former secrets.</summary>
    public IReadOnlyList<byte[]> AllFor(string use) => [Derive(current, use), .. previous.Select(p => Derive(p, use))];

    private static byte[] Derive(byte[] secret, string use) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, salt: [], info: Encoding.ASCII.GetBytes($"agora/{use}"));

    private static byte[] Read(string secret, string name)
    {
        var bytes = new byte[secret.Length];
        return Convert.TryFromBase64String(secret, bytes, out var length) && length >= MinimumBytes
            ? bytes[..length]
            : throw new InvalidConfigurationException(
                $"{name} must be base64 of at least {MinimumBytes} random bytes. Make one with: openssl rand -base64 32");
    }
}
