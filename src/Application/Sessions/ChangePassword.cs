using Agora.Application.Common;
using Agora.Application.Mail;
using Agora.Application.Users;
using Agora.Domain.Common;
using Agora.Domain.Sessions;
using FluentValidation;

namespace Agora.Application.Sessions;

/// <summary>Changes the caller's password and ends every other session of theirs.</summary>
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
    IPasswordHasher passwords,
    IUnitOfWork unitOfWork,
    LoginThrottle throttle,
    ActorContext context,
    TimeProvider clock) : ICommandHandler<ChangePassword, Done>
{
    public async Task<Result<Done>> Handle(ChangePassword command, CancellationToken ct)
    {
        var userId = context.SignedInId;
        var begun = throttle.Begin(userId.ToString(), command.Origin);
        if (!begun.IsSuccess)
        {
            return begun.Error;
        }

        using var attempt = begun.Value;
        var account = await credentials.FindAsync(userId, ct);
        var stored = command.CurrentPassword.Length <= Login.PasswordMax ? account?.PasswordHash : null;
        if (await passwords.CheckAsync(command.CurrentPassword, stored, ct) == PasswordCheck.Wrong || stored is null)
        {
            attempt.Failed();
            return SessionErrors.PasswordWrong;
        }

        attempt.Succeeded();
        var hash = await passwords.HashAsync(command.NewPassword, ct);
        return await unitOfWork.ExecuteAsync(t => StoreAsync(userId, stored, hash, command.Origin, t), static done => done, ct)
            ? default(Done)
            : SessionErrors.PasswordWrong;
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
