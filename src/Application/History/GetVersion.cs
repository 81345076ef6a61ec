using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.History;

/// <summary>A thing as it was in one version.</summary>
public sealed record GetVersion(HistorySubject Subject, Guid Id, int Number) : IQuery<VersionView>;

public sealed class GetVersionHandler(IHistoryRepository history, ActorContext context) : IQueryHandler<GetVersion, VersionView>
{
    public async Task<Result<VersionView>> Handle(GetVersion query, CancellationToken ct)
    {
        IReadOnlyList<StoredVersion> found = query.Number < 1
            ? []
            : await history.VersionsAsync(query.Subject, query.Id, [query.Number], ct);
        return HistoryAccess.Check(found is [var version] ? version : null, query.Subject, context.Actor).Match<Result<VersionView>>(
            v => new VersionView(query.Id, v.Number!.Value, v.Current, HistoryAccess.Element(HistoryAccess.Members(v.Values))),
            e => e);
    }
}
