using Agora.Application.Common;
using Agora.Application.Sessions;
using Agora.Application.Users;
using Agora.Domain.Common;
using Agora.Domain.Users;
using FluentValidation;

namespace Agora.Application.PersonalData;

/// <summary>
/// Erases a person: at once whatever tells who they are, then batch after batch what they wrote. People erase themselves, admins
/// anybody; either proves by a password that they sit at the keyboard.
/// </summary>
/// <param name="Password">Of the person who asks.</param>
public sealed record EraseUser(Guid UserId, string Password, ErasureMode Mode, ClientOrigin Origin)
    : ICommand<ErasureProgress>, IRunsAsSystem, IOwnsTransaction;

public enum ErasureProgress
{
    Done,

    /// <summary>Who it was is gone; the rest of a long work is being erased.</summary>
    InProgress,
}

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
    /// <summary>What a request does itself; whoever wrote more waits for <see cref="ContinueErasures"/>.</summary>
    private const int RoundsMax = 5;

    public async Task<Result<ErasureProgress>> Handle(EraseUser command, CancellationToken ct)
    {
        if (!context.Actor.Is(command.UserId) && !context.Actor.IsAdmin)
        {
            return UserErrors.AdminsOnly;
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

        for (var round = 0; round < RoundsMax; round++)
        {
            var some = await unitOfWork.ExecuteAsync(
                t => erasures.ContinueAsync(command.UserId, ContinueErasures.BatchMax, t), static _ => true, ct);
            if (some < ContinueErasures.BatchMax)
            {
                return ErasureProgress.Done;
            }
        }

        return ErasureProgress.InProgress;
    }

    private async Task<Result<Done>> BeginAsync(EraseUser command, CancellationToken ct)
    {
        var isAdmin = await users.FindAsync(command.UserId, ct) is { Role: UserRole.Admin, IsActive: true };
        if (isAdmin && !await users.AnotherAdminExistsAsync(command.UserId, ct))
        {
            return UserErrors.LastAdmin;
        }

        var byOwner = context.Actor.Is(command.UserId);
        return await erasures.TryBeginAsync(command.UserId, command.Mode, byOwner, ct) ? default(Done) : UserErrors.NotFound;
    }
}
