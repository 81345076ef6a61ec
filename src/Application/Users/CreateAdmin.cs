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

public sealed class CreateAdminHandler(NewAccounts accounts, IPasswordHasher passwords, IUnitOfWork unitOfWork, TimeProvider clock)
    : ICommandHandler<CreateAdmin, Guid>
{
    private static readonly ClientOrigin CommandLine = new(UserAgent: "agora users create-admin", Ip: null);

    public async Task<Result<Guid>> Handle(CreateAdmin command, CancellationToken ct)
    {
        var hash = await passwords.HashAsync(command.Password, ct);
        var admin = User.Create(
            Username.Of(command.Username), fullName: null, EmailAddress.Canonical(command.Email), UserRole.Admin, clock.GetUtcNow());
        return await unitOfWork.ExecuteAsync(
            token => accounts.AddAsync(
                new NewAccount(admin, hash, IsVerified: true), SecurityEventKind.AdminCreated, CommandLine, token),
            static r => r.IsSuccess,
            ct);
    }
}
