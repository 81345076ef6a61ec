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

    /// <summary>Of the caller.</summary>
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
        if (command.Email.IsSet
            && await users.LoadAsync(command.UserId, ct) is { } read
            && RefuseEdit(command) is null
            && read.ChangesEmail(command.Email.Value))
        {
            if (await proof.CheckAsync(command.CurrentPassword, command.Origin, ct) is { IsSuccess: false } refused)
            {
                return refused.Error;
            }

            isProven = true;
        }

        return await unitOfWork.ExecuteAsync(token => ChangeAsync(command, isProven, token), static result => result.IsSuccess, ct);
    }

    private Error? RefuseEdit(UpdateUser command) => command.Role.IsSet || command.IsActive.IsSet
        ? UserAccess.RequireAdmin(context.Actor)
        : UserAccess.RequireOwnerOrAdmin(context.Actor, command.UserId);

    private async Task<Result<UserView>> ChangeAsync(UpdateUser command, bool isProven, CancellationToken ct)
    {
        if (await users.LoadAsync(command.UserId, ct) is not { } user)
        {
            return UserErrors.NotFound;
        }

        if (RefuseEdit(command) is { } forbidden)
        {
            return forbidden;
        }

        if (await EditAsync(user, command, isProven, ct) is { IsSuccess: false } edited)
        {
            return edited.Error;
        }

        var saved = await users.TrySaveAsync(user, command.Version, ct);
        return saved.Refusal(UserErrors.Stale) is { } refused ? refused : await SavedAsync(command, user, ct);
    }

    private async Task<Result<User>> EditAsync(User user, UpdateUser command, bool isProven, CancellationToken ct)
    {
        if (user.Rename(command.Username.Or(user.Username.Text), context.Actor.IsAdmin) is { IsSuccess: false } renamed)
        {
            return renamed.Error;
        }

        if (command.Email.IsSet && !isProven && user.ChangesEmail(command.Email.Value))
        {
            // The address was moved by another request since the password was asked for.
            return UserErrors.Stale;
        }

        user.ChangeFullName(command.FullName.Or(user.FullName));
        var (role, isActive) = (command.Role.Or(user.Role), command.IsActive.Or(user.IsActive));
        var anotherAdmin = !user.LosesAdmin(role, isActive) || await users.AnotherAdminExistsAsync(user.Id, ct);
        return user.ChangeRights(role, isActive, anotherAdmin);
    }

    private async Task<Result<UserView>> SavedAsync(UpdateUser command, User user, CancellationToken ct)
    {
        if (command.Email.IsSet)
        {
            var change = new RequestEmailChange(user, EmailAddress.Canonical(command.Email.Value)!, command.Origin);
            if (await mediator.Send(change, ct) is { IsSuccess: false } refused)
            {
                return refused.Error;
            }
        }

        return (await users.FindAsync(command.UserId, ct))!;
    }
}
