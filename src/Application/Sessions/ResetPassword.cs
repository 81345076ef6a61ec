using Agora.Application.Common;
using Agora.Application.Mail;
using Agora.Application.Users;
using Agora.Domain.Common;
using Agora.Domain.Sessions;
using FluentValidation;

namespace Agora.Application.Sessions;

/// <summary>Sets a password by the link of a mail, and ends every session of the account.</summary>
public sealed record ResetPassword(string Token, string NewPassword, ClientOrigin Origin)
    : ICommand<Done>, IRunsAsSystem, IOwnsTransaction;

public sealed class ResetPasswordValidator : AbstractValidator<ResetPassword>
{
    public ResetPasswordValidator() => RuleFor(c => c.NewPassword).IsPassword();
}

public sealed class ResetPasswordHandler(
    ICredentialRepository credentials,
    ISessionRepository sessions,
    IMailOutbox mail,
    IPasswordHasher passwords,
    IUnitOfWork unitOfWork,
    TimeProvider clock) : ICommandHandler<ResetPassword, Done>
{
    public async Task<Result<Done>> Handle(ResetPassword command, CancellationToken ct)
    {
        // Checked before the hashing, which anonymous requests could exhaust otherwise.
        if (OpaqueToken.HashOf(command.Token) is not { } token
            || !await credentials.IsOneTimeTokenGoodAsync(token, OneTimePurpose.SetPassword, clock.GetUtcNow(), ct))
        {
            return SessionErrors.OneTimeTokenInvalid;
        }

        var hash = await passwords.HashAsync(command.NewPassword, ct);
        var changed = await unitOfWork.ExecuteAsync(
            t => StoreAsync(token, hash, command.Origin, t), static userId => userId is not null, ct);
        return changed is null ? SessionErrors.OneTimeTokenInvalid : default(Done);
    }

    private async Task<Guid?> StoreAsync(byte[] token, string hash, ClientOrigin origin, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (await credentials.TryUseOneTimeTokenAsync(token, OneTimePurpose.SetPassword, now, ct) is not { UserId: var userId })
        {
            return null;
        }

        await credentials.ResetPasswordAsync(userId, hash, now, ct);
        await sessions.EndAllAsync(userId, except: null, SessionEnd.PasswordReset, now, ct);
        await sessions.AddEventAsync(
            new SecurityEvent(Guid.CreateVersion7(now), now, SecurityEventKind.PasswordReset, userId, null, origin), ct);
        await mail.QueueForUserAsync(MailKind.PasswordChanged, userId, now, ct);
        return userId;
    }
}
