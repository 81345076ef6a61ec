using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Agora.Infrastructure.Sessions;

/// <summary>
/// PBKDF2: our own hashes from before Argon2id, <c>$pbkdf2-sha512$i=220000$salt$hash</c>, and those of ASP.NET Core Identity, version 3.
/// </summary>
internal sealed record Pbkdf2Hash(HashAlgorithmName Algorithm, int Iterations, byte[] Salt, byte[] Hash) : StoredPassword
{
    private const string Prefix = "$pbkdf2-sha512$i=";
    private const int SaltBytes = 16, HashBytes = 32;

    /// <summary>A stored cost above this is not computed: it would be a way to keep a core busy.</summary>
    private const int IterationsMax = 10_000_000;

    public static new Pbkdf2Hash? Read(string stored)
    {
        if (!stored.StartsWith(Prefix, StringComparison.Ordinal)
            || stored[Prefix.Length..].Split('$') is not [var rounds, var salt, var hash]
            || !int.TryParse(rounds, NumberStyles.None, CultureInfo.InvariantCulture, out var cost)
            || cost is < 1 or > IterationsMax
            || FromBase64(salt) is not { Length: >= SaltBytes } saltBytes
            || FromBase64(hash) is not { Length: HashBytes } hashBytes)
        {
            return null;
        }

        return new Pbkdf2Hash(HashAlgorithmName.SHA512, cost, saltBytes, hashBytes);
    }

    // Version 3: 0x01, then PRF, iterations and salt length as big-endian integers, salt, hash.
    public static Pbkdf2Hash? ReadIdentity(string stored)
    {
        if (FromBase64(stored) is not { Length: > 13 } bytes || bytes[0] != 1)
        {
            return null;
        }

        HashAlgorithmName? algorithm = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(1)) switch
        {
            0 => HashAlgorithmName.SHA1,
            1 => HashAlgorithmName.SHA256,
            2 => HashAlgorithmName.SHA512,
            _ => null,
        };
        var cost = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(5));
        var saltLength = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(9));
        if (algorithm is not { } prf
            || cost is < 1 or > IterationsMax
            || saltLength < SaltBytes
            || bytes.Length - 13 - (long)saltLength is < 16 or > 64)
        {
            return null;
        }

        var hashStart = 13 + (int)saltLength;
        return new Pbkdf2Hash(prf, (int)cost, bytes[13..hashStart], bytes[hashStart..]);
    }

    public override bool IsOf(string password) => CryptographicOperations.FixedTimeEquals(
        Rfc2898DeriveBytes.Pbkdf2(Utf8(password), Salt, Iterations, Algorithm, Hash.Length), Hash);
}
