using System.Text.Json;
using System.Text.Json.Nodes;
using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.History;

namespace Agora.Application.History;

/// <summary>What differs between two versions.</summary>
/// <param name="From">Null for the one before <paramref name="To"/>.</param>
/// <param name="To">Null for the present one.</param>
public sealed record CompareVersions(HistorySubject Subject, Guid Id, int? From, int? To) : IQuery<VersionDiff>;

public sealed class CompareVersionsHandler(IHistoryRepository history, ActorContext context) : IQueryHandler<CompareVersions, VersionDiff>
{
    public async Task<Result<VersionDiff>> Handle(CompareVersions query, CancellationToken ct)
    {
        if (query is { From: < 1 } or { To: < 1 })
        {
            return HistoryErrors.VersionNotFound;
        }

        var wantedFrom = query.From ?? (query.To is { } to ? Math.Max(to - 1, 1) : -1);
        var found = await history.VersionsAsync(query.Subject, query.Id, [wantedFrom, query.To ?? 0], ct);
        var before = HistoryAccess.Check(found.ElementAtOrDefault(0), query.Subject, context.Actor);
        var after = HistoryAccess.Check(found.ElementAtOrDefault(1), query.Subject, context.Actor);
        if (!before.IsSuccess || !after.IsSuccess)
        {
            return before.Error ?? after.Error!;
        }

        var (old, now) = (HistoryAccess.Members(before.Value.Values), HistoryAccess.Members(after.Value.Values));
        var changes = old.Where(m => !JsonNode.DeepEquals(m.Value, now[m.Key])).Select(m => Change(m.Key, m.Value, now[m.Key]));
        return new VersionDiff(query.Id, before.Value.Number!.Value, after.Value.Number!.Value, [.. changes]);
    }

    private static MemberChange Change(string member, JsonNode? from, JsonNode? to)
    {
        var (before, after) = (HistoryAccess.Element(from), HistoryAccess.Element(to));
        var isText = before.ValueKind == JsonValueKind.String && after.ValueKind == JsonValueKind.String;
        var lines = isText
            && (Text(before).Contains('\n', StringComparison.Ordinal) || Text(after).Contains('\n', StringComparison.Ordinal));
        return new MemberChange(member, before, after, lines ? LineDiff.Between(Text(before), Text(after)) : null);
    }

    private static string Text(JsonElement value) => value.GetString()!;
}
