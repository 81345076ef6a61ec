using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Moderation;

namespace Agora.Application.Moderation;

/// <summary>One case, for moderators.</summary>
public sealed record GetCase(Guid CaseId) : IQuery<CaseView>;

public sealed class GetCaseHandler(IModerationRepository moderation, ActorContext context) : IQueryHandler<GetCase, CaseView>
{
    public async Task<Result<CaseView>> Handle(GetCase query, CancellationToken ct) =>
        context.Actor.IsStaff && await moderation.FindAsync(query.CaseId, ct) is { } found ? found : ModerationErrors.CaseNotFound;
}
