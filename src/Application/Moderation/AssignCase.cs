using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Moderation;

namespace Agora.Application.Moderation;

/// <summary>Assigns a case to the caller, or releases it. An admin takes it over from another moderator.</summary>
/// <param name="Version">The version that the caller read; null for the current one.</param>
public sealed record AssignCase(Guid CaseId, bool Take, int? Version) : ICommand<CaseView>;

public sealed class AssignCaseHandler(IModerationRepository moderation, ActorContext context) : ICommandHandler<AssignCase, CaseView>
{
    public async Task<Result<CaseView>> Handle(AssignCase command, CancellationToken ct)
    {
        var access = CaseAccess.ToDecide(await moderation.LoadAsync(command.CaseId, ct), context.Actor);
        if (!access.IsSuccess)
        {
            return access.Error;
        }

        var (found, by) = access.Value;
        var former = found.AssigneeId;
        var assigned = command.Take ? found.Assign(by, command.Version) : found.Release(by, command.Version);
        if (!assigned.IsSuccess)
        {
            return assigned.Error;
        }

        return await moderation.TrySaveAssigneeAsync(found, former, command.Version, ct)
            ? (await moderation.FindAsync(command.CaseId, ct))!
            : command.Version is null ? ModerationErrors.Claimed : ModerationErrors.CaseStale;
    }
}
