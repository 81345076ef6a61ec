namespace Agora.Infrastructure.Secrets;

/// <summary>The secret that every signing key is derived from. Bound from the section <c>Secrets</c>.</summary>
public sealed class SecretOptions
{
    public const string Section = "Secrets";

    /// <summary>
    /// Base64 of at least 32 random bytes. Required with a configured database; the embedded
    /// server makes one and keeps it beside its data.
    /// </summary>
    public string? Key { get; set; }

    /// <summary>Secrets replaced recently, separated by commas: what they signed is still accepted.</summary>
    public string? PreviousKeys { get; set; }

    /// <exception cref="Database.InvalidConfigurationException">No key, or one that is too short.</exception>
    public SecretKeys Read(string? fallback)
    {
        var key = string.IsNullOrWhiteSpace(Key) ? fallback : Key;
        return key is null
            ? throw new Database.InvalidConfigurationException(
                "SECRET_KEY is not set. Make one with: openssl rand -base64 32. Give every instance and agora migrate up the same one.")
            : new SecretKeys(key, (PreviousKeys ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }
}
