using Agora.Application.Common;
using Agora.Application.Sessions;
using Agora.Domain.Common;
using Agora.Domain.Users;
using FluentValidation;
using MediatR;

namespace Agora.Application.Users;

/// <summary>
/// Changes the members that were sent. Role and activity are an admin's to change. Another address needs the caller's password, and
/// waits until it is confirmed.
/// </summary>
/// <param name="Version">The version that the caller read.</param>
public sealed record UpdateUser(Guid UserId, int Version) : ICommand<UserView>, IOwnsTransaction
{
    public Optional<string> Email { get; init; }

    public Optional<string> Username { get; init; }

    public Optional<string?> FullName { get; init; }

    public Optional<UserRole> Role { get; init; }

    public Optional<bool> IsActive { get; init; }

    /// <summary>Of whoever asks.</summary>
    public string? CurrentPassword { get; init; }

    public ClientOrigin Origin { get; init; } = ClientOrigin.Unknown;
}

public sealed class UpdateUserValidator : AbstractValidator<UpdateUser>
{
    public UpdateUserValidator()
    {
        RuleFor(c => c.Email.Value).IsEmail().When(c => c.Email.IsSet).OverridePropertyName("email");
        RuleFor(c => c.Username.Value).IsUsername().When(c => c.Username.IsSet).OverridePropertyName("username");
        RuleFor(c => c.FullName.Value).IsFullName().When(c => c.FullName.IsSet).OverridePropertyName("fullName");
        RuleFor(c => c.Role.Value).IsInEnum().When(c => c.Role.IsSet).OverridePropertyName("role");
    }
}

public sealed class UpdateUserHandler(
    IUserRepository users, PasswordProof proof, IUnitOfWork unitOfWork, IMediator mediator, ActorContext context)
    : ICommandHandler<UpdateUser, UserView>
{
    public async Task<Result<UserView>> Handle(UpdateUser command, CancellationToken ct)
    {
        // Before the transaction: checking a password takes long, and a refusal waits.
        var isProven = false;
        if (command.Email.IsSet && await users.FindAsync(command.UserId, ct) is { } read && MayEdit(command, read) && MovesMail(command, read))
        {
            if (await proof.CheckAsync(command.CurrentPassword, command.Origin, ct) is { IsSuccess: false } refused)
            {
                return refused.Error;
            }

            isProven = true;
        }

        return await unitOfWork.ExecuteAsync(token => ChangeAsync(command, isProven, token), static result => result.IsSuccess, ct);
    }

    private bool MayEdit(UpdateUser command, UserView current) =>
        context.Actor.IsAdmin || (context.Actor.Is(current.Id) && !command.Role.IsSet && !command.IsActive.IsSet);

    private static bool MovesMail(UpdateUser command, UserView current) =>
        command.Email.IsSet && !EmailAddress.AreSame(current.Email, command.Email.Value);

    private async Task<Result<UserView>> ChangeAsync(UpdateUser command, bool isProven, CancellationToken ct)
    {
        var actor = context.Actor;
        if (await users.FindAsync(command.UserId, ct) is not { } current)
        {
            return UserErrors.NotFound;
        }

        if (!MayEdit(command, current))
        {
            return UserErrors.AdminsOnly;
        }

        var isRenamed = command.Username.IsSet && command.Username.Value != current.Username;
        if (isRenamed && !actor.IsAdmin && ReservedNames.Contains(command.Username.Value!))
        {
            return UserErrors.UsernameReserved;
        }

        if (MovesMail(command, current) && !isProven)
        {
            // The address was moved by another request since the password was asked for.
            return UserErrors.Stale;
        }

        var changed = current with
        {
            Version = command.Version,
            Username = command.Username.Or(current.Username),
            FullName = command.FullName.Or(current.FullName),
            Role = command.Role.Or(current.Role),
            IsActive = command.IsActive.Or(current.IsActive ?? true),
        };
        var losesAdmin = current is { Role: UserRole.Admin, IsActive: true } && changed is not { Role: UserRole.Admin, IsActive: true };
        if (losesAdmin && !await users.AnotherAdminExistsAsync(current.Id, ct))
        {
            return UserErrors.LastAdmin;
        }

        return await users.TryUpdateAsync(changed, ct) switch
        {
            SaveUserOutcome.Saved => await SavedAsync(command, current, ct),
            SaveUserOutcome.EmailTaken => UserErrors.EmailTaken,
            SaveUserOutcome.UsernameTaken => UserErrors.UsernameTaken,
            SaveUserOutcome.Missing => UserErrors.Stale,
        };
    }

    private async Task<Result<UserView>> SavedAsync(UpdateUser command, UserView former, CancellationToken ct)
    {
        if (command.Email.IsSet)
        {
            var change = new RequestEmailChange(command.UserId, former.Email, EmailAddress.Canonical(command.Email.Value)!, command.Origin);
            if (await mediator.Send(change, ct) is { IsSuccess: false } refused)
            {
                return refused.Error;
            }
        }

        return (await users.FindAsync(command.UserId, ct))!;
    }
}
