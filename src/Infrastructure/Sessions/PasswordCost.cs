using System.ComponentModel.DataAnnotations;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Settings;
using Microsoft.Extensions.Configuration;

namespace Agora.Infrastructure.Sessions;

/// <summary>How new passwords are hashed. Bound from the section <c>Passwords</c>.</summary>
internal sealed class PasswordSettings
{
    public const string Section = "Passwords";

    /// <summary>Iterations of PBKDF2-HMAC-SHA-512 for a new hash; a hash with fewer is replaced at the next sign-in.</summary>
    [Range(PasswordCost.Floor, PasswordCost.Ceiling)]
    public int Iterations { get; set; } = PasswordCost.Default;
}

/// <summary>
/// How much work a password hash is. Configuration reaches it through <see cref="From"/> alone, which holds the floor; tests
/// register a cheaper one, which no setting can.
/// </summary>
internal sealed record PasswordCost(int Iterations)
{
    /// <summary>OWASP's figures for PBKDF2-HMAC-SHA-512: today's, and the last before it.</summary>
    public const int Default = 220_000, Floor = 210_000, Ceiling = 5_000_000;

    /// <exception cref="InvalidConfigurationException">The setting is outside of its range.</exception>
    public static PasswordCost From(IConfiguration configuration) =>
        new(configuration.Read<PasswordSettings>(PasswordSettings.Section).Iterations);
}
