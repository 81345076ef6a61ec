using System.ComponentModel.DataAnnotations;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Settings;
using Microsoft.Extensions.Configuration;

namespace Agora.Infrastructure.Sessions;

/// <summary>How new passwords are hashed. Bound from the section <c>Passwords</c>.</summary>
public sealed class PasswordSettings
{
    public const string Section = "Passwords";

    /// <summary>
    /// Memory of Argon2id for a new hash. A hash with less is replaced at the next sign-in. Cores less one are hashed at once.
    /// </summary>
    [Range(PasswordCost.MegabytesMin, PasswordCost.MegabytesMax)]
    public int MemoryMegabytes { get; set; } = PasswordCost.MegabytesMin;

    /// <summary>Passes of Argon2id for a new hash. A hash with fewer is replaced at the next sign-in.</summary>
    [Range(PasswordCost.PassesMin, PasswordCost.PassesMax)]
    public int Passes { get; set; } = PasswordCost.PassesMin;

    /// <summary>
    /// A wrong password is refused after this time, so that time does not tell whether there is an account and how old its hash is. Longer
    /// than the check of the costliest stored hash.
    /// </summary>
    [Range(0, 10_000)]
    public int RefusalMilliseconds { get; set; } = 800;
}

/// <summary>
/// How much work a password hash is. Configuration reaches it through <see cref="From"/> alone, which holds the floor; tests
/// register a cheaper one, which no setting can.
/// </summary>
/// <param name="Kilobytes">Memory of one hash.</param>
/// <param name="Refusal">A refusal takes no less.</param>
internal sealed record PasswordCost(int Kilobytes, int Passes, TimeSpan Refusal)
{
    /// <summary>The floors are OWASP's figures for Argon2id; with them a hash takes about 20 ms.</summary>
    public const int MegabytesMin = 19, MegabytesMax = 1024, PassesMin = 2, PassesMax = 20;

    /// <exception cref="InvalidConfigurationException">The setting is outside of its range.</exception>
    public static PasswordCost From(IConfiguration configuration)
    {
        var settings = configuration.Read<PasswordSettings>(PasswordSettings.Section);
        return new PasswordCost(settings.MemoryMegabytes * 1024, settings.Passes, TimeSpan.FromMilliseconds(settings.RefusalMilliseconds));
    }
}
