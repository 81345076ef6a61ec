using Agora.Application.Common;
using Agora.Application.Mail;
using Agora.Application.Users;
using Agora.Domain.Common;
using Agora.Domain.Sessions;
using Agora.Domain.Users;
using FluentValidation;

namespace Agora.Application.Sessions;

/// <summary>Somebody makes an account for themselves, and is asked by mail to confirm the address.</summary>
public sealed record Register(string Email, string Username, string? FullName, string Password, ClientOrigin Origin)
    : ICommand<UserView>, IRunsAsSystem, IOwnsTransaction;

public sealed class RegisterValidator : AbstractValidator<Register>
{
    public RegisterValidator()
    {
        RuleFor(c => c.Email).IsEmail();
        RuleFor(c => c.Username).IsUsername();
        RuleFor(c => c.FullName).IsFullName();
        RuleFor(c => c.Password).IsPassword();
        RuleFor(c => c.Password)
            .Must((c, password) => !StringComparer.OrdinalIgnoreCase.Equals(password, c.Email)
                && !StringComparer.OrdinalIgnoreCase.Equals(password, c.Username))
            .WithMessage("Must be neither the username nor the e-mail address.");
    }
}

public sealed class RegisterHandler(
    IUserRepository users,
    ISessionRepository sessions,
    IMailOutbox mail,
    IPasswordHasher passwords,
    IUnitOfWork unitOfWork,
    TimeProvider clock) : ICommandHandler<Register, UserView>
{
    public async Task<Result<UserView>> Handle(Register command, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var hash = await passwords.HashAsync(command.Password, ct);
        var user = new NewUser(
            Guid.CreateVersion7(now), command.Email, command.Username, command.FullName, UserRole.User, hash);
        return await unitOfWork.ExecuteAsync(token => StoreAsync(user, command, now, token), static r => r.IsSuccess, ct);
    }

    private async Task<Result<UserView>> StoreAsync(NewUser user, Register command, DateTimeOffset now, CancellationToken ct)
    {
        switch (await users.TryAddAsync(user, ct))
        {
            case SaveUserOutcome.EmailTaken:
                return UserErrors.EmailTaken;
            case SaveUserOutcome.UsernameTaken:
                return UserErrors.UsernameTaken;
            case SaveUserOutcome.Missing:
                return UserErrors.NotFound;
            case SaveUserOutcome.Saved:
            default:
                await mail.QueueAsync(MailKind.VerifyEmail, command.Email, RequestEmail.MostAnHour, now, ct);
                await sessions.AddEventAsync(
                    new SecurityEvent(Guid.CreateVersion7(now), now, SecurityEventKind.Registered, user.Id, null, command.Origin), ct);
                return await users.FindAsync(user.Id, ct) is { } view ? view : UserErrors.NotFound;
        }
    }
}
