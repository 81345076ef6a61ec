using Agora.Application.Common;
using Agora.Application.Mail;
using Agora.Application.Users;
using Agora.Domain.Common;
using Agora.Domain.Sessions;
using FluentValidation;

namespace Agora.Application.Sessions;

/// <summary>Changes the caller's password and ends every other session of theirs, and their one-time links.</summary>
public sealed record ChangePassword(string CurrentPassword, string NewPassword, ClientOrigin Origin)
    : ICommand<Done>, IRunsAsSystem, IOwnsTransaction;

public sealed class ChangePasswordValidator : AbstractValidator<ChangePassword>
{
    public ChangePasswordValidator()
    {
        RuleFor(c => c.CurrentPassword).NotEmpty();
        RuleFor(c => c.NewPassword).IsPassword();
    }
}

public sealed class ChangePasswordHandler(
    ICredentialRepository credentials,
    ISessionRepository sessions,
    IMailOutbox mail,
    PasswordProof proof,
    IPasswordHasher passwords,
    IUnitOfWork unitOfWork,
    ActorContext context,
    TimeProvider clock) : ICommandHandler<ChangePassword, Done>
{
    public async Task<Result<Done>> Handle(ChangePassword command, CancellationToken ct)
    {
        var userId = context.SignedInId;
        var proved = await proof.CheckAsync(command.CurrentPassword, command.Origin, ct);
        if (!proved.IsSuccess)
        {
            return proved.Error;
        }

        var hash = await passwords.HashAsync(command.NewPassword, ct);
        return PasswordProof.Held(await unitOfWork.ExecuteAsync(
            t => StoreAsync(userId, proved.Value, hash, command.Origin, t), static done => done, ct));
    }

    private async Task<bool> StoreAsync(Guid userId, string former, string hash, ClientOrigin origin, CancellationToken ct)
    {
        if (!await credentials.TryChangePasswordAsync(userId, former, hash, ct))
        {
            return false;
        }

        var now = clock.GetUtcNow();
        await sessions.EndAllAsync(userId, context.Actor.SessionId, SessionEnd.PasswordChanged, now, ct);
        await sessions.AddEventAsync(
            new SecurityEvent(
                Guid.CreateVersion7(now), now, SecurityEventKind.PasswordChanged, userId, context.Actor.SessionId, origin),
            ct);
        await mail.QueueForUserAsync(MailKind.PasswordChanged, userId, now, ct);
        return true;
    }
}
