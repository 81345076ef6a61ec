using Agora.Application.Common;
using Agora.Application.Sessions;
using Agora.Application.Users;
using Agora.Domain.Common;
using Agora.Domain.PersonalData;
using Agora.Domain.Users;
using FluentValidation;

namespace Agora.Application.PersonalData;

/// <summary>
/// Erases a person: at once what tells who they are, then batch after batch what they wrote. People erase themselves, admins
/// any person; both send their password.
/// </summary>
/// <param name="Password">Of the person who asks.</param>
public sealed record EraseUser(Guid UserId, string Password, ErasureMode Mode, ClientOrigin Origin)
    : ICommand<ErasureProgress>, IRunsAsSystem, IOwnsTransaction;

public sealed class EraseUserValidator : AbstractValidator<EraseUser>
{
    public EraseUserValidator()
    {
        RuleFor(c => c.Password).NotEmpty().OverridePropertyName("currentPassword");
        RuleFor(c => c.Mode).IsInEnum();
    }
}

public sealed class EraseUserHandler(
    IErasureRepository erasures,
    IUserRepository users,
    PasswordProof proof,
    IUnitOfWork unitOfWork,
    ActorContext context) : ICommandHandler<EraseUser, ErasureProgress>
{
    public async Task<Result<ErasureProgress>> Handle(EraseUser command, CancellationToken ct)
    {
        if (UserAccess.RequireOwnerOrAdmin(context.Actor, command.UserId) is { } forbidden)
        {
            return forbidden;
        }

        var proved = await proof.CheckAsync(command.Password, command.Origin, ct);
        if (!proved.IsSuccess)
        {
            return proved.Error;
        }

        var begun = await unitOfWork.ExecuteAsync(t => BeginAsync(command, t), static r => r.IsSuccess, ct);
        if (!begun.IsSuccess)
        {
            return begun.Error;
        }

        var erasure = begun.Value;
        while (erasure.HasNextBatch)
        {
            erasure.Continue(await unitOfWork.ExecuteAsync(
                t => erasures.ContinueAsync(erasure.UserId, Erasure.BatchMax, t), static _ => true, ct));
        }

        return erasure.Progress;
    }

    private async Task<Result<Erasure>> BeginAsync(EraseUser command, CancellationToken ct)
    {
        if (await users.LoadAnyAsync(command.UserId, ct) is not { } user)
        {
            return UserErrors.NotFound;
        }

        var anotherAdmin = !user.IsActiveAdmin || await users.AnotherAdminExistsAsync(user.Id, ct);
        var erasure = Erasure.Request(user, command.Mode, context.Actor.Is(user.Id), anotherAdmin);
        return !erasure.IsSuccess || await erasures.TryBeginAsync(erasure.Value, ct) ? erasure : UserErrors.NotFound;
    }
}
