using Agora.Application.Common;
using Agora.Application.Mail;
using Agora.Application.Users;
using Agora.Domain.Common;
using Agora.Domain.Sessions;
using Agora.Domain.Users;
using FluentValidation;

namespace Agora.Application.Sessions;

/// <summary>
/// Sets the password of an account from the command line of the server, where mail cannot help. Every session and one-time link of the
/// account ends, and its address is notified.
/// </summary>
/// <param name="Name">E-mail address or username.</param>
public sealed record SetPassword(string Name, string Password, ClientOrigin Origin) : ICommand<Guid>, IRunsAsSystem, IOwnsTransaction;

public sealed class SetPasswordValidator : AbstractValidator<SetPassword>
{
    public SetPasswordValidator() => RuleFor(c => c.Password).IsPassword();
}

public sealed class SetPasswordHandler(
    ICredentialRepository credentials,
    ISessionRepository sessions,
    IMailOutbox mail,
    IPasswordHasher passwords,
    IUnitOfWork unitOfWork,
    TimeProvider clock) : ICommandHandler<SetPassword, Guid>
{
    public async Task<Result<Guid>> Handle(SetPassword command, CancellationToken ct)
    {
        if (await credentials.FindAsync(command.Name, ct) is not { } account)
        {
            return UserErrors.NotFound;
        }

        var hash = await passwords.HashAsync(command.Password, ct);
        await unitOfWork.ExecuteAsync(t => StoreAsync(account.UserId, hash, command.Origin, t), static _ => true, ct);
        return account.UserId;
    }

    private async Task<Done> StoreAsync(Guid userId, string hash, ClientOrigin origin, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await credentials.ResetPasswordAsync(userId, hash, verifiedAt: null, ct);
        await sessions.EndAllAsync(userId, except: null, SessionEnd.PasswordReset, now, ct);
        await sessions.AddEventAsync(
            new SecurityEvent(Guid.CreateVersion7(now), now, SecurityEventKind.PasswordReset, userId, null, origin), ct);
        await mail.QueueForUserAsync(MailKind.PasswordChanged, userId, now, ct);
        return default;
    }
}
