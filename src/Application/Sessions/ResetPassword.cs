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
        var link = await credentials.CheckLinkAsync(command.Token, OneTimePurpose.SetPassword, clock.GetUtcNow(), ct);
        if (!link.IsSuccess)
        {
            return link.Error;
        }

        var hash = await passwords.HashAsync(command.NewPassword, ct);
        return await unitOfWork.ExecuteAsync(t => StoreAsync(command, hash, t), static stored => stored.IsSuccess, ct);
    }

    private async Task<Result<Done>> StoreAsync(ResetPassword command, string hash, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var link = await credentials.UseLinkAsync(command.Token, OneTimePurpose.SetPassword, now, ct);
        if (!link.IsSuccess)
        {
            return link.Error;
        }

        var userId = link.Value.UserId;
        await credentials.ResetPasswordAsync(userId, hash, now, ct);
        await sessions.EndAllAsync(userId, except: null, SessionEnd.PasswordReset, now, ct);
        await sessions.AddEventAsync(
            new SecurityEvent(Guid.CreateVersion7(now), now, SecurityEventKind.PasswordReset, userId, null, command.Origin), ct);
        await mail.QueueForUserAsync(MailKind.PasswordChanged, userId, now, ct);
        return default(Done);
    }
}
