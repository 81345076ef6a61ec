using Agora.Application.Common;
using Agora.Application.Mail;
using Agora.Domain.Common;
using Agora.Domain.Sessions;
using Agora.Domain.Users;

namespace Agora.Application.Sessions;

/// <summary>
/// Takes a change of the address back, by the link that the former address got: it is the account's address again, every session ends,
/// and the password is void, because who asked for the change knew it. A mail to the address sets a new one.
/// </summary>
public sealed record TakeBackEmail(string Token, ClientOrigin Origin) : ICommand<Done>, IRunsAsSystem;

public sealed class TakeBackEmailHandler(
    ICredentialRepository credentials, ISessionRepository sessions, IMailOutbox mail, TimeProvider clock)
    : ICommandHandler<TakeBackEmail, Done>
{
    public async Task<Result<Done>> Handle(TakeBackEmail command, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (OpaqueToken.HashOf(command.Token) is not { } token
            || await credentials.TryUseOneTimeTokenAsync(token, OneTimePurpose.TakeBackEmail, now, ct) is not { } used)
        {
            return SessionErrors.OneTimeTokenInvalid;
        }

        if (!await credentials.TryRestoreEmailAsync(used.UserId, used.Email, now, ct))
        {
            return UserErrors.EmailTaken;
        }

        await sessions.EndAllAsync(used.UserId, except: null, SessionEnd.PasswordReset, now, ct);
        await sessions.AddEventAsync(
            new SecurityEvent(Guid.CreateVersion7(now), now, SecurityEventKind.EmailTakenBack, used.UserId, null, command.Origin), ct);
        await mail.QueueForUserAsync(MailKind.ResetPassword, used.UserId, now, ct);
        return default(Done);
    }
}
