namespace Agora.Application.Sessions;

/// <summary>What decides about a sign-in.</summary>
/// <param name="PasswordHash">Null until the person has set a password.</param>
public sealed record Credentials(Guid UserId, string? PasswordHash, bool IsActive, bool IsEmailVerified);

public enum OneTimePurpose
{
    VerifyEmail,

    /// <summary>Reset of a forgotten password, or the first one of an invited account.</summary>
    SetPassword,
}

public sealed record NewOneTimeToken(
    byte[] Hash, Guid UserId, OneTimePurpose Purpose, string Email, DateTimeOffset Now, DateTimeOffset ExpiresAt);

public interface ICredentialRepository
{
    /// <param name="name">E-mail address or username, in any case. Deleted accounts have none.</param>
    Task<Credentials?> FindAsync(string name, CancellationToken ct);

    Task<Credentials?> FindAsync(Guid userId, CancellationToken ct);

    /// <summary>False when the account is closed, or its password is no longer <paramref name="formerHash"/>.</summary>
    Task<bool> TryChangePasswordAsync(Guid userId, string formerHash, string newHash, CancellationToken ct);

    /// <summary>Sets the password, ends every access token, and takes the address as verified: the link went there.</summary>
    Task ResetPasswordAsync(Guid userId, string newHash, DateTimeOffset now, CancellationToken ct);

    Task VerifyEmailAsync(Guid userId, DateTimeOffset now, CancellationToken ct);

    Task AddOneTimeTokenAsync(NewOneTimeToken token, CancellationToken ct);

    /// <summary>Whether the token would be taken now, without using it up.</summary>
    Task<bool> IsOneTimeTokenGoodAsync(byte[] hash, OneTimePurpose purpose, DateTimeOffset now, CancellationToken ct);

    /// <summary>
    /// Uses the token up, and every other one of its purpose and account. Null when it is unknown, used or too old, or when
    /// the account is closed or has another address by now.
    /// </summary>
    Task<Guid?> TryUseOneTimeTokenAsync(byte[] hash, OneTimePurpose purpose, DateTimeOffset now, CancellationToken ct);
}
