using Agora.Application.Common;
using Agora.Application.Mail;
using Agora.Application.Users;
using Agora.Domain.Common;
using Agora.Domain.Sessions;
using Agora.Domain.Users;

namespace Agora.Application.Sessions;

/// <summary>Confirms an address by the link that was sent there: the account's own, the one that it is to get, or the one of
/// an account that is made by it.</summary>
public sealed record VerifyEmail(string Token, ClientOrigin Origin) : ICommand<Done>, IRunsAsSystem;

public sealed class VerifyEmailHandler(
    NewAccounts accounts,
    ICredentialRepository credentials,
    IRegistrationRepository registrations,
    ISessionRepository sessions,
    IUserRepository users,
    IMailOutbox mail,
    TimeProvider clock) : ICommandHandler<VerifyEmail, Done>
{
    public async Task<Result<Done>> Handle(VerifyEmail command, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var own = await credentials.UseLinkAsync(command.Token, OneTimePurpose.VerifyEmail, now, ct);
        if (own.IsSuccess)
        {
            await credentials.VerifyEmailAsync(own.Value.UserId, now, ct);
            await RecordAsync(own.Value.UserId, SecurityEventKind.EmailVerified, command.Origin, now, ct);
            return default(Done);
        }

        var changed = await credentials.UseLinkAsync(command.Token, OneTimePurpose.ConfirmEmailChange, now, ct);
        if (changed.IsSuccess)
        {
            return await ChangeAsync(changed.Value.UserId, command.Origin, now, ct);
        }

        return OpaqueToken.HashOf(command.Token) is { } hash && await registrations.TryTakeAsync(hash, now, ct) is { } registration
            ? await CreateAsync(registration, command.Origin, now, ct)
            : changed.Error;
    }

    private async Task<Result<Done>> CreateAsync(
        ConfirmedRegistration registration, ClientOrigin origin, DateTimeOffset now, CancellationToken ct)
    {
        var user = User.Create(
            Username.Of(registration.Username), registration.FullName, registration.Email, UserRole.User, now);
        var account = new NewAccount(user, registration.PasswordHash, IsVerified: true);
        var added = await accounts.AddAsync(account, SecurityEventKind.Registered, origin, ct);
        return added.IsSuccess ? default(Done) : added.Error;
    }

    private async Task<Result<Done>> ChangeAsync(Guid userId, ClientOrigin origin, DateTimeOffset now, CancellationToken ct)
    {
        var former = await users.FindAsync(userId, ct);
        if (UserSaving.RefuseEmail(!await credentials.TryConfirmEmailChangeAsync(userId, now, ct)) is { } refusal)
        {
            return refusal;
        }

        if (former?.Email is { } address)
        {
            await mail.QueueAsync(MailKind.EmailChanged, address, userId, most: null, now, ct);
        }

        await RecordAsync(userId, SecurityEventKind.EmailChanged, origin, now, ct);
        return default(Done);
    }

    private Task RecordAsync(Guid userId, SecurityEventKind kind, ClientOrigin origin, DateTimeOffset now, CancellationToken ct) =>
        sessions.AddEventAsync(new SecurityEvent(Guid.CreateVersion7(now), now, kind, userId, null, origin), ct);
}
