using Agora.Application.Common;
using Agora.Application.Mail;
using Agora.Application.Sessions;
using Agora.Domain.Common;
using Agora.Domain.Users;
using FluentValidation;

namespace Agora.Application.Users;

/// <summary>An admin creates an account for a user.</summary>
/// <param name="Password">Null for an account that is invited to set its own.</param>
public sealed record CreateUser(string Email, string Username, string? FullName, UserRole Role, string? Password) : ICommand<Guid>;

public sealed class CreateUserValidator : AbstractValidator<CreateUser>
{
    public CreateUserValidator()
    {
        RuleFor(c => c.Email).IsEmail();
        RuleFor(c => c.Username).IsUsername();
        RuleFor(c => c.FullName).IsFullName();
        RuleFor(c => c.Role).IsInEnum();
        RuleFor(c => c.Password!).IsPassword().When(c => c.Password is not null);
    }
}

public sealed class CreateUserHandler(
    NewAccounts accounts, IPasswordHasher passwords, IMailOutbox mail, ActorContext context, TimeProvider clock)
    : ICommandHandler<CreateUser, Guid>
{
    public async Task<Result<Guid>> Handle(CreateUser command, CancellationToken ct)
    {
        if (UserAccess.RequireAdmin(context.Actor) is { } forbidden)
        {
            return forbidden;
        }

        var hash = command.Password is null ? null : await passwords.HashAsync(command.Password, ct);
        var now = clock.GetUtcNow();
        var user = User.Create(
            Username.Of(command.Username), command.FullName, EmailAddress.Canonical(command.Email), command.Role, now);
        var added = await accounts.AddAsync(new NewAccount(user, hash, IsVerified: false), kind: null, ClientOrigin.Unknown, ct);
        if (added.IsSuccess && hash is null)
        {
            await mail.QueueForUserAsync(MailKind.Invitation, user.Id, now, ct);
        }

        return added;
    }
}
