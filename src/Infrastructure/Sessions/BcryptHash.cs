using System.Globalization;
using System.Text.RegularExpressions;

namespace Agora.Infrastructure.Sessions;

/// <summary>
/// bcrypt, for accounts whose hashes come from another product. It looks at the first 72 bytes of a password, here as there; the hash that
/// replaces it at the first sign-in looks at all of them.
/// </summary>
internal sealed partial record BcryptHash(string Text) : StoredPassword
{
    /// <summary>About two seconds of a core; a costlier one is not computed.</summary>
    private const int CostMax = 15;

    public static new BcryptHash? Read(string stored) =>
        Form().Match(stored) is { Success: true } match
        && int.Parse(match.Groups["cost"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) is >= 4 and <= CostMax
            ? new BcryptHash(stored)
            : null;

    public override bool IsOf(string password) => BCrypt.Net.BCrypt.Verify(password, Text);

    // $2x$ marks hashes of a faulty implementation, which are not right for what was typed.
    [GeneratedRegex(@"^\$2[aby]\$(?<cost>[0-9]{2})\$[./A-Za-z0-9]{53}\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
