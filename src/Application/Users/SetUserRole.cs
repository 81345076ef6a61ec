using Agora.Application.Common;
using Agora.Application.Sessions;
using Agora.Domain.Common;
using Agora.Domain.Users;
using FluentValidation;
using MediatR;

namespace Agora.Application.Users;

/// <summary>Gives an account another role, from the command line of the server.</summary>
/// <param name="Name">E-mail address or username.</param>
public sealed record SetUserRole(string Name, UserRole Role) : ICommand<UserView>, IRunsAsSystem;

public sealed class SetUserRoleValidator : AbstractValidator<SetUserRole>
{
    public SetUserRoleValidator() => RuleFor(c => c.Role).IsInEnum();
}

public sealed class SetUserRoleHandler(ICredentialRepository credentials, IUserRepository users, IMediator mediator)
    : ICommandHandler<SetUserRole, UserView>
{
    public async Task<Result<UserView>> Handle(SetUserRole command, CancellationToken ct) =>
        await credentials.FindAsync(command.Name, ct) is { } account && await users.FindAsync(account.UserId, ct) is { } user
            ? await mediator.Send(new UpdateUser(user.Id, user.Version) { Role = command.Role }, ct)
            : UserErrors.NotFound;
}
