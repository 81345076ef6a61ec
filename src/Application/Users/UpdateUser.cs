using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Users;
using FluentValidation;

namespace Agora.Application.Users;

/// <summary>Changes the members that were sent. Role and activity are an admin's to change.</summary>
/// <param name="Version">The version that the caller read.</param>
public sealed record UpdateUser(Guid UserId, int Version) : ICommand<UserView>
{
    public Optional<string> Email { get; init; }

    public Optional<string> Username { get; init; }

    public Optional<string?> FullName { get; init; }

    public Optional<UserRole> Role { get; init; }

    public Optional<bool> IsActive { get; init; }
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

public sealed class UpdateUserHandler(IUserRepository users, ActorContext context) : ICommandHandler<UpdateUser, UserView>
{
    public async Task<Result<UserView>> Handle(UpdateUser command, CancellationToken ct)
    {
        var actor = context.Actor;
        if (await users.FindAsync(command.UserId, ct) is not { } current || !(actor.Is(current.Id) || actor.IsAdmin))
        {
            return UserErrors.NotFound;
        }

        if ((command.Role.IsSet || command.IsActive.IsSet) && !actor.IsAdmin)
        {
            return UserErrors.AdminsOnly;
        }

        var changed = current with
        {
            Version = command.Version,
            Email = command.Email.Or(current.Email!),
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
            SaveUserOutcome.Saved => (await users.FindAsync(command.UserId, ct))!,
            SaveUserOutcome.EmailTaken => UserErrors.EmailTaken,
            SaveUserOutcome.UsernameTaken => UserErrors.UsernameTaken,
            SaveUserOutcome.Missing => UserErrors.Stale,
        };
    }
}
