using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Moderation;

namespace Agora.Application.Moderation;

/// <summary>Takes a case, so that nobody else works on it, or lets go of it. An admin takes it from whoever has it.</summary>
/// <param name="Version">The version that the caller read, or null for whatever there is.</param>
public sealed record AssignCase(Guid CaseId, bool Take, int? Version) : ICommand<CaseView>;

public sealed class AssignCaseHandler(IModerationRepository moderation, ActorContext context) : ICommandHandler<AssignCase, CaseView>
{
    public async Task<Result<CaseView>> Handle(AssignCase command, CancellationToken ct)
    {
        var access = CaseAccess.ForStaff(await moderation.FindAsync(command.CaseId, ct), context.Actor);
        if (!access.IsSuccess)
        {
            return access.Error;
        }

        if (command.Version is { } version && version != access.Value.Version)
        {
            return ModerationErrors.CaseStale;
        }

        if (access.Value.Status is CaseStatus.Approved or CaseStatus.Rejected)
        {
            return ModerationErrors.Decided;
        }

        if (access.Value.IsTakenFrom(context.Actor))
        {
            return ModerationErrors.Claimed;
        }

        Guid? to = command.Take ? context.SignedInId : null;
        var assignment = new Assignment(command.CaseId, command.Version, access.Value.Assignee?.Id, to);
        return await moderation.TryAssignAsync(assignment, ct)
            ? (await moderation.FindAsync(command.CaseId, ct))!
            : command.Version is null ? ModerationErrors.Claimed : ModerationErrors.CaseStale;
    }
}
