using Agora.Application.Common;
using Agora.Application.Mail;
using Agora.Application.Users;
using Agora.Domain.Common;
using Agora.Domain.Sessions;
using Agora.Domain.Users;

namespace Agora.Application.Sessions;

/// <summary>
/// Part of <see cref="UpdateUser"/>, after the password was checked: the new address waits until it is confirmed, and the present one
/// is notified, with a link that takes the change back. An account without an address gets it at once.
/// </summary>
/// <param name="User">As <see cref="UpdateUser"/> has loaded it.</param>
/// <param name="Wanted">In its canonical form. The present address again withdraws a change that waits.</param>
public sealed record RequestEmailChange(User User, string Wanted, ClientOrigin Origin) : ICommand<Done>, IRunsAsSystem;

public sealed class RequestEmailChangeHandler(
    ICredentialRepository credentials,
    ISessionRepository sessions,
    IMailOutbox mail,
    AddressPrivacy privacy,
    ActorContext context,
    TimeProvider clock) : ICommandHandler<RequestEmailChange, Done>
{
    public async Task<Result<Done>> Handle(RequestEmailChange command, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (user, former) = (command.User, command.User.Email);
        user.RequestEmail(command.Wanted);
        if (user.PendingEmail is null || former is null)
        {
            return await SetAsync(user, former, now, ct);
        }

        var isTaken = await credentials.FindAsync(command.Wanted, ct) is not null;
        if (UserSaving.RefuseEmail(isTaken && !privacy.Conceals) is { } refusal)
        {
            return refusal;
        }

        var kind = isTaken ? MailKind.AddressInUse : MailKind.ConfirmEmailChange;
        await credentials.SetPendingEmailAsync(user.Id, user.PendingEmail, ct);
        await mail.QueueAsync(kind, user.PendingEmail, user.Id, RequestEmail.MostAnHour, now, ct);
        await mail.QueueAsync(MailKind.EmailChangeRequested, former, user.Id, most: null, now, ct);
        var entry = new SecurityEvent(
            Guid.CreateVersion7(now), now, SecurityEventKind.EmailChangeRequested, user.Id, context.Actor.SessionId, command.Origin);
        await sessions.AddEventAsync(entry, ct);
        return default(Done);
    }

    private async Task<Result<Done>> SetAsync(User user, string? former, DateTimeOffset now, CancellationToken ct)
    {
        if (UserSaving.RefuseEmail(!await credentials.TrySetEmailAsync(user.Id, user.Email!, ct)) is { } refusal)
        {
            return refusal;
        }

        if (former is null)
        {
            await mail.QueueAsync(MailKind.VerifyEmail, user.Email!, user.Id, RequestEmail.MostAnHour, now, ct);
        }

        return default(Done);
    }
}
