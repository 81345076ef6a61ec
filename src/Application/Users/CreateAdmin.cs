using Agora.Application.Common;
using Agora.Application.Sessions;
using Agora.Domain.Common;
using Agora.Domain.Sessions;
using Agora.Domain.Users;
using FluentValidation;

namespace Agora.Application.Users;

/// <summary>
/// Makes an admin from the command line, so that no password is ever a default: the operator types it. Works with admins
/// present too, because an operator who lost the last one has no other way back. The address counts as verified.
/// </summary>
public sealed record CreateAdmin(string Email, string Username, string Password)
    : ICommand<Guid>, IRunsAsSystem, IOwnsTransaction;

public sealed class CreateAdminValidator : AbstractValidator<CreateAdmin>
{
    public CreateAdminValidator()
    {
        RuleFor(c => c.Email).IsEmail();
        RuleFor(c => c.Username).IsUsername();
        RuleFor(c => c.Password).IsPassword();
    }
}

public sealed class CreateAdminHandler(
    IUserRepository users,
    ICredentialRepository credentials,
    ISessionRepository sessions,
    IPasswordHasher passwords,
    IUnitOfWork unitOfWork,
    TimeProvider clock) : ICommandHandler<CreateAdmin, Guid>
{
    public async Task<Result<Guid>> Handle(CreateAdmin command, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var hash = await passwords.HashAsync(command.Password, ct);
        var email = EmailAddress.Canonical(command.Email);
        var admin = new NewUser(Guid.CreateVersion7(now), email, command.Username, null, UserRole.Admin, hash);
        return await unitOfWork.ExecuteAsync(token => StoreAsync(admin, now, token), static r => r.IsSuccess, ct);
    }

    private async Task<Result<Guid>> StoreAsync(NewUser admin, DateTimeOffset now, CancellationToken ct)
    {
        switch (await users.TryAddAsync(admin, ct))
        {
            case SaveUserOutcome.EmailTaken:
                return UserErrors.EmailTaken;
            case SaveUserOutcome.UsernameTaken:
                return UserErrors.UsernameTaken;
            case SaveUserOutcome.Missing:
                return UserErrors.NotFound;
            case SaveUserOutcome.Saved:
            default:
                await credentials.VerifyEmailAsync(admin.Id, now, ct);
                var origin = new ClientOrigin(UserAgent: "agora users create-admin", Ip: null);
                await sessions.AddEventAsync(
                    new SecurityEvent(Guid.CreateVersion7(now), now, SecurityEventKind.AdminCreated, admin.Id, null, origin), ct);
                return admin.Id;
        }
    }
}
