using System.Text.Json.Nodes;
using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.History;

/// <summary>What a version held, for those who may see it.</summary>
internal static class FoundValues
{
    public static async Task<Result<JsonObject>> FindValuesAsync(
        this IHistoryRepository history, HistorySubject subject, Guid id, int number, Actor actor, CancellationToken ct)
    {
        IReadOnlyList<StoredVersion> found = number < 1 ? [] : await history.VersionsAsync(subject, id, [number], ct);
        return HistoryAccess.Check(found is [var version] ? version : null, subject, actor)
            .Match<Result<JsonObject>>(v => HistoryAccess.Members(v.Values), e => e);
    }
}
