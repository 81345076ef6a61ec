using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Moderation;

namespace Agora.Application.Moderation;

/// <summary>Takes a case, so that nobody else works on it, or lets go of it. An admin takes it from whoever has it.</summary>
public sealed record AssignCase(Guid CaseId, bool Take) : ICommand<CaseView>;

public sealed class AssignCaseHandler(IModerationRepository moderation, ActorContext context) : ICommandHandler<AssignCase, CaseView>
{
    public async Task<Result<CaseView>> Handle(AssignCase command, CancellationToken ct)
    {
        var me = context.SignedInId;
        if (!context.Actor.IsStaff || await moderation.FindAsync(command.CaseId, ct) is not { } found)
        {
            return ModerationErrors.CaseNotFound;
        }

        if (found.Author.Id == me)
        {
            return ModerationErrors.OwnContent;
        }

        if (found.Status is CaseStatus.Approved or CaseStatus.Rejected)
        {
            return ModerationErrors.Decided;
        }

        return await moderation.TryAssignAsync(command.CaseId, command.Take ? me : null, me, context.Actor.IsAdmin, ct)
            ? (await moderation.FindAsync(command.CaseId, ct))!
            : ModerationErrors.Claimed;
    }
}
