using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using NSec.Cryptography;

namespace Agora.Infrastructure.Sessions;

/// <summary>
/// Argon2id, which is for new passwords, in the form of the reference implementation:
/// <c>$argon2id$v=19$m=19456,t=2,p=1$salt$hash</c>, m in KiB. The library knows one lane and salts of 16 bytes.
/// </summary>
internal sealed partial record Argon2idHash(int Kilobytes, int Passes, byte[] Salt, byte[] Hash) : StoredPassword
{
    private const int SaltBytes = 16, HashBytes = 32;

    /// <summary>A stored cost above these is not computed: it would be a way to keep the machine busy.</summary>
    private const int KilobytesMax = PasswordCost.MegabytesMax * 1024, PassesMax = PasswordCost.PassesMax;

    public string Text => string.Create(
        CultureInfo.InvariantCulture, $"$argon2id$v=19$m={Kilobytes},t={Passes},p=1${ToBase64(Salt)}${ToBase64(Hash)}");

    public static Argon2idHash Of(string password, PasswordCost cost)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return new Argon2idHash(cost.Kilobytes, cost.Passes, salt, Derive(password, salt, cost.Kilobytes, cost.Passes));
    }

    public static new Argon2idHash? Read(string stored)
    {
        if (Form().Match(stored) is not { Success: true } match
            || Number(match, "m") is not (>= 8 and <= KilobytesMax and var kilobytes)
            || Number(match, "t") is not (>= 1 and <= PassesMax and var passes)
            || FromBase64(match.Groups["salt"].Value) is not { Length: SaltBytes } salt
            || FromBase64(match.Groups["hash"].Value) is not { Length: HashBytes } hash)
        {
            return null;
        }

        return new Argon2idHash(kilobytes, passes, salt, hash);
    }

    public override bool IsOf(string password) =>
        CryptographicOperations.FixedTimeEquals(Derive(password, Salt, Kilobytes, Passes), Hash);

    public override bool IsWeak(PasswordCost today) => Kilobytes < today.Kilobytes || Passes < today.Passes;

    // Bytes: the library's overload for text hashes UTF-16, which no other program does.
    private static byte[] Derive(string password, byte[] salt, int kilobytes, int passes)
    {
        var algorithm = PasswordBasedKeyDerivationAlgorithm.Argon2id(
            new Argon2Parameters { DegreeOfParallelism = 1, MemorySize = kilobytes, NumberOfPasses = passes });
        return algorithm.DeriveBytes(Utf8(password), salt, HashBytes);
    }

    private static int Number(Match match, string group) =>
        int.TryParse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    [GeneratedRegex(@"^\$argon2id\$v=19\$m=(?<m>[0-9]{1,9}),t=(?<t>[0-9]{1,9}),p=1\$(?<salt>[A-Za-z0-9+/]+)\$(?<hash>[A-Za-z0-9+/]+)\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
