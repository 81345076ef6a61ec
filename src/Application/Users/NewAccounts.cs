using Agora.Application.Sessions;
using Agora.Domain.Common;
using Agora.Domain.Sessions;
using Agora.Domain.Users;

namespace Agora.Application.Users;

/// <param name="PasswordHash">Null for an account that sets its password later.</param>
/// <param name="IsVerified">Whether the address counts as confirmed.</param>
public sealed record NewAccount(User User, string? PasswordHash, bool IsVerified);

/// <summary>Stores every new account: registered, confirmed by a link, or made by an admin or the operator.</summary>
public sealed class NewAccounts(
    IUserRepository users, ICredentialRepository credentials, ISessionRepository sessions, TimeProvider clock)
{
    /// <summary>Stores the account, and what the security log says of it.</summary>
    /// <param name="kind">Null when an admin makes the account: the audit has it.</param>
    public async Task<Result<Guid>> AddAsync(NewAccount account, SecurityEventKind? kind, ClientOrigin origin, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(account);
        var user = account.User;
        if ((await users.TryAddAsync(user, account.PasswordHash, ct)).Refusal(UserErrors.NotFound) is { } refused)
        {
            return refused;
        }

        var now = clock.GetUtcNow();
        if (account.IsVerified)
        {
            await credentials.VerifyEmailAsync(user.Id, now, ct);
        }

        if (kind is { } recorded)
        {
            await sessions.AddEventAsync(new SecurityEvent(Guid.CreateVersion7(now), now, recorded, user.Id, null, origin), ct);
        }

        return user.Id;
    }
}
