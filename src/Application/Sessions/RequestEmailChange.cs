using Agora.Application.Common;
using Agora.Application.Mail;
using Agora.Application.Users;
using Agora.Domain.Common;
using Agora.Domain.Sessions;
using Agora.Domain.Users;

namespace Agora.Application.Sessions;

/// <summary>
/// Part of <see cref="UpdateUser"/>, after the password was checked: the new address waits until it is confirmed, and the present one
/// is told, with a link that takes the change back. An account without an address gets it at once.
/// </summary>
/// <param name="Current">The present address; null for an account without one.</param>
/// <param name="Wanted">The present address again withdraws a change that waits.</param>
public sealed record RequestEmailChange(Guid UserId, string? Current, string Wanted, ClientOrigin Origin) : ICommand<Done>, IRunsAsSystem;

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
        if (command.Current is null || EmailAddress.AreSame(command.Current, command.Wanted))
        {
            return await SetAsync(command, now, ct);
        }

        var isTaken = await credentials.FindAsync(command.Wanted, ct) is not null;
        if (isTaken && !privacy.Conceals)
        {
            return UserErrors.EmailTaken;
        }

        var kind = isTaken ? MailKind.AddressInUse : MailKind.ConfirmEmailChange;
        await credentials.SetPendingEmailAsync(command.UserId, command.Wanted, ct);
        await mail.QueueAsync(kind, command.Wanted, command.UserId, RequestEmail.MostAnHour, now, ct);
        await mail.QueueAsync(MailKind.EmailChangeRequested, command.Current, command.UserId, most: null, now, ct);
        var entry = new SecurityEvent(
            Guid.CreateVersion7(now), now, SecurityEventKind.EmailChangeRequested, command.UserId, context.Actor.SessionId, command.Origin);
        await sessions.AddEventAsync(entry, ct);
        return default(Done);
    }

    private async Task<Result<Done>> SetAsync(RequestEmailChange command, DateTimeOffset now, CancellationToken ct)
    {
        if (!await credentials.TrySetEmailAsync(command.UserId, command.Wanted, ct))
        {
            return UserErrors.EmailTaken;
        }

        if (command.Current is null)
        {
            await mail.QueueAsync(MailKind.VerifyEmail, command.Wanted, command.UserId, RequestEmail.MostAnHour, now, ct);
        }

        return default(Done);
    }
}
