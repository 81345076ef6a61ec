using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.History;

/// <summary>A thing as it was at a time.</summary>
public sealed record GetAsOf(HistorySubject Subject, Guid Id, DateTimeOffset At) : IQuery<VersionView>;

public sealed class GetAsOfHandler(IHistoryRepository history, ActorContext context) : IQueryHandler<GetAsOf, VersionView>
{
    public async Task<Result<VersionView>> Handle(GetAsOf query, CancellationToken ct) =>
        HistoryAccess.Check(await history.AsOfAsync(query.Subject, query.Id, query.At, ct), query.Subject, context.Actor)
            .Match<Result<VersionView>>(
            v => new VersionView(query.Id, v.Number!.Value, v.Current, HistoryAccess.Element(HistoryAccess.Members(v.Values))),
            e => e);
}
