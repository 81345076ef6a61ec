using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Moderation;

/// <summary>One case, for moderators who did not write what it is about.</summary>
public sealed record GetCase(Guid CaseId) : IQuery<CaseView>;

public sealed class GetCaseHandler(IModerationRepository moderation, ActorContext context) : IQueryHandler<GetCase, CaseView>
{
    public async Task<Result<CaseView>> Handle(GetCase query, CancellationToken ct) =>
        CaseAccess.ToRead(await moderation.FindAsync(query.CaseId, ct), context.Actor);
}
