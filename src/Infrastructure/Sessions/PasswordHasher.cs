using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using Agora.Application.Common;
using Agora.Application.Sessions;
using Agora.Domain.Sessions;

namespace Agora.Infrastructure.Sessions;

/// <summary>
/// PBKDF2-HMAC-SHA-512 (build/decisions/0013-password-hashing.md), stored as <c>$pbkdf2-sha512$i=220000$salt$hash</c>. Reads
/// hashes of ASP.NET Core Identity too, for accounts that come from elsewhere. A check costs what a hash of today costs,
/// whatever is stored, so that time tells nothing about the account.
/// </summary>
internal sealed class PasswordHasher : IPasswordHasher, IDisposable
{
    private const string Prefix = "$pbkdf2-sha512$i=";
    private const int SaltBytes = 16, HashBytes = 32;

    /// <summary>A stored cost above this is not computed: it would be a way to keep a core busy.</summary>
    private const int IterationsMax = 10_000_000;

    private readonly int iterations;
    private readonly ConcurrencyLimiter limiter;

    /// <param name="cores">Processors of the machine; one is left to everybody else.</param>
    public PasswordHasher(PasswordCost cost, int cores)
    {
        iterations = cost.Iterations;
        var slots = Math.Max(1, cores - 1);
        limiter = new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = slots,
            // About two seconds of waiting at 100 ms a hash.
            QueueLimit = slots * 20,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
    }

    public Task<string> HashAsync(string password, CancellationToken ct) => LimitedAsync(
        () =>
        {
            var salt = RandomNumberGenerator.GetBytes(SaltBytes);
            var normal = Utf8(PasswordRules.Normalize(password));
            var hash = Rfc2898DeriveBytes.Pbkdf2(normal, salt, iterations, HashAlgorithmName.SHA512, HashBytes);
            return string.Create(CultureInfo.InvariantCulture, $"{Prefix}{iterations}${Base64(salt)}${Base64(hash)}");
        },
        ct);

    public Task<PasswordCheck> CheckAsync(string password, string? stored, CancellationToken ct) => LimitedAsync(
        () =>
        {
            var known = stored is null ? null : ReadOwn(stored) ?? ReadIdentity(stored);
            var normal = PasswordRules.Normalize(password);
            var check = Check(normal, known);

            // Hashes from before passwords were normalised are of the text as it was typed.
            return check == PasswordCheck.Wrong && !string.Equals(normal, password, StringComparison.Ordinal)
                && Check(password, known) != PasswordCheck.Wrong
                    ? PasswordCheck.RightButWeak
                    : check;
        },
        ct);

    public void Dispose() => limiter.Dispose();

    private PasswordCheck Check(string password, StoredHash? known)
    {
        if (known is null)
        {
            Spend(password, iterations);
            return PasswordCheck.Wrong;
        }

        var hash = Rfc2898DeriveBytes.Pbkdf2(Utf8(password), known.Salt, known.Iterations, known.Algorithm, known.Hash.Length);
        Spend(password, iterations - known.Iterations);
        if (!CryptographicOperations.FixedTimeEquals(hash, known.Hash))
        {
            return PasswordCheck.Wrong;
        }

        return known.IsOwn && known.Iterations >= iterations ? PasswordCheck.Right : PasswordCheck.RightButWeak;
    }

    // Hashing is work for a core, so it leaves the thread that serves the request, and waits for a slot first.
    private async Task<T> LimitedAsync<T>(Func<T> work, CancellationToken ct)
    {
        using var slot = await limiter.AcquireAsync(permitCount: 1, ct);
        return slot.IsAcquired
            ? await Task.Run(work, ct)
            : throw new DependencyException(SessionErrors.Busy, inner: null);
    }

    private static void Spend(string password, int rounds)
    {
        if (rounds > 0)
        {
            Rfc2898DeriveBytes.Pbkdf2(Utf8(password), new byte[SaltBytes], rounds, HashAlgorithmName.SHA512, HashBytes);
        }
    }

    private static StoredHash? ReadOwn(string stored)
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

        return new StoredHash(HashAlgorithmName.SHA512, cost, saltBytes, hashBytes, IsOwn: true);
    }

    // Version 3: 0x01, then PRF, iterations and salt length as big-endian integers, salt, hash.
    private static StoredHash? ReadIdentity(string stored)
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
        return new StoredHash(prf, (int)cost, bytes[13..hashStart], bytes[hashStart..], IsOwn: false);
    }

    // No trimming, no cut.
    private static byte[] Utf8(string password) => Encoding.UTF8.GetBytes(password);

    private static string Base64(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    private static byte[]? FromBase64(string text)
    {
        var padded = text.TrimEnd('=');
        padded += new string('=', (4 - (padded.Length % 4)) % 4);
        var bytes = new byte[padded.Length];
        return Convert.TryFromBase64String(padded, bytes, out var length) ? bytes[..length] : null;
    }

    private sealed record StoredHash(HashAlgorithmName Algorithm, int Iterations, byte[] Salt, byte[] Hash, bool IsOwn);
}
