using Agora.Application.Common;
using Agora.Application.Mail;
using Agora.Application.Users;
using Agora.Domain.Common;
using Agora.Domain.Sessions;

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
        var link = await credentials.UseLinkAsync(command.Token, OneTimePurpose.TakeBackEmail, now, ct);
        if (!link.IsSuccess)
        {
            return link.Error;
        }

        var (userId, email) = link.Value;
        if (UserSaving.RefuseEmail(!await credentials.TryRestoreEmailAsync(userId, email, now, ct)) is { } refusal)
        {
            return refusal;
        }

        await sessions.EndAllAsync(userId, except: null, SessionEnd.PasswordReset, now, ct);
        await sessions.AddEventAsync(
            new SecurityEvent(Guid.CreateVersion7(now), now, SecurityEventKind.EmailTakenBack, userId, null, command.Origin), ct);
        await mail.QueueForUserAsync(MailKind.ResetPassword, userId, now, ct);
        return default(Done);
    }
}
