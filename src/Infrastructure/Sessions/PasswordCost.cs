using Agora.Infrastructure.Database;
using Microsoft.Extensions.Configuration;

namespace Agora.Infrastructure.Sessions;

/// <summary>
/// How much work a password hash is. Configuration reaches it through <see cref="From"/> alone, which holds the floor; tests
/// register a cheaper one, which no setting can.
/// </summary>
internal sealed record PasswordCost(int Iterations)
{
    public const string Setting = "Passwords:Iterations";

    /// <summary>OWASP's figures for PBKDF2-HMAC-SHA-512: today's, and the last before it.</summary>
    public const int Default = 220_000, Floor = 210_000, Ceiling = 5_000_000;

    /// <exception cref="InvalidConfigurationException">The setting is outside of its range.</exception>
    public static PasswordCost From(IConfiguration configuration)
    {
        var iterations = configuration.GetValue(Setting, Default);
        return iterations is >= Floor and <= Ceiling
            ? new PasswordCost(iterations)
            : throw new InvalidConfigurationException($"{Setting} must be {Floor} to {Ceiling}.");
    }
}
