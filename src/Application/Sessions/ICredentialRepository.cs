namespace Agora.Application.Sessions;

/// <summary>What decides about a sign-in.</summary>
/// <param name="PasswordHash">Null until the person has set a password.</param>
public sealed record Credentials(Guid UserId, string? PasswordHash, bool IsActive, bool IsEmailVerified);

public enum OneTimePurpose
{
    VerifyEmail,

    /// <summary>Reset of a forgotten password, or the first one of an invited account.</summary>
    SetPassword,

    /// <summary>Confirms the address that an account waits for.</summary>
    ConfirmEmailChange,

    /// <summary>Makes a former address the account's again.</summary>
    TakeBackEmail,
}

/// <param name="Email">Where the link was sent.</param>
public sealed record UsedOneTimeToken(Guid UserId, string Email);

public sealed record NewOneTimeToken(
    byte[] Hash, Guid UserId, OneTimePurpose Purpose, string Email, DateTimeOffset Now, DateTimeOffset ExpiresAt);

public interface ICredentialRepository
{
    /// <param name="name">E-mail address or username, in any case. Deleted accounts have none.</param>
    Task<Credentials?> FindAsync(string name, CancellationToken ct);

    Task<Credentials?> FindAsync(Guid userId, CancellationToken ct);

    /// <summary>The account, if it has a session that was opened or refreshed there since then, ended or not.</summary>
    /// <param name="network">An address, or a prefix such as <c>2001:db8::/64</c>.</param>
    Task<Guid?> FindKnownAtAsync(string name, string network, DateTimeOffset since, CancellationToken ct);

    /// <summary>False when the account is closed, or its password is no longer <paramref name="formerHash"/>.</summary>
    Task<bool> TryChangePasswordAsync(Guid userId, string formerHash, string newHash, CancellationToken ct);

    /// <summary>Sets the password and ends every access token.</summary>
    /// <param name="verifiedAt">When a link that went to the address proved it; null leaves that as it is.</param>
    Task ResetPasswordAsync(Guid userId, string newHash, DateTimeOffset? verifiedAt, CancellationToken ct);

    Task VerifyEmailAsync(Guid userId, DateTimeOffset now, CancellationToken ct);

    Task SetPendingEmailAsync(Guid userId, string email, CancellationToken ct);

    /// <summary>Sets the address and forgets one that waits. False when another account has it.</summary>
    Task<bool> TrySetEmailAsync(Guid userId, string email, CancellationToken ct);

    /// <summary>Makes the address that waits the account's, confirmed. False when another account has it by now.</summary>
    Task<bool> TryConfirmEmailChangeAsync(Guid userId, DateTimeOffset now, CancellationToken ct);

    /// <summary>
    /// Gives the account this address, confirmed, and voids its password and access tokens. An account that has the address
    /// unconfirmed loses it. False when an account has it confirmed.
    /// </summary>
    Task<bool> TryRestoreEmailAsync(Guid userId, string email, DateTimeOffset now, CancellationToken ct);

    /// <summary>Stores the token, or extends it when the mail is sent again.</summary>
    /// <param name="mailId">The mail that brings it; false, and nothing is stored, when that waits no longer.</param>
    Task<bool> TryAddOneTimeTokenAsync(NewOneTimeToken token, Guid mailId, CancellationToken ct);

    /// <summary>Whether the token would be taken now, without using it up.</summary>
    Task<bool> IsOneTimeTokenGoodAsync(byte[] hash, OneTimePurpose purpose, DateTimeOffset now, CancellationToken ct);

    /// <summary>
    /// Uses the token up, and every other one of its purpose and account; of those that take an address back, those that were sent
    /// later. Null when it is unknown, used or too old, or when the account is closed or the address is not what it is for by now.
    /// </summary>
    Task<UsedOneTimeToken?> TryUseOneTimeTokenAsync(byte[] hash, OneTimePurpose purpose, DateTimeOffset now, CancellationToken ct);
}
