using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Maintenance;

namespace Agora.Application.Maintenance;

/// <summary>What an operator did to the database server. For admins.</summary>
public sealed record GetAction(Guid ActionId) : IQuery<OperatorActionView>;

public sealed class GetActionHandler(IActionRecords actions) : IQueryHandler<GetAction, OperatorActionView>
{
    public async Task<Result<OperatorActionView>> Handle(GetAction query, CancellationToken ct) =>
        await actions.FindAsync(query.ActionId, ct) is { } action ? action : MaintenanceErrors.ActionNotFound;
}
