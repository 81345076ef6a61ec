using Agora.Application.Tags;
using Agora.Domain.Posts;
using Agora.Infrastructure.Database;
using Npgsql;

namespace Agora.Infrastructure.Tags;

internal sealed class TagRepository(DbSession db) : ITagRepository
{
    public Task<IReadOnlyList<TagSuggestion>> SuggestAsync(string prefix, int limit, CancellationToken ct)
    {
        // Bounds of bytes and not a pattern, whose index a statement prepared for any value could not use. The highest character of
        // Unicode ends the range.
        const string sql = """
            SELECT s.tag, s.post_count, s.alias
            FROM (SELECT t.tag, t.post_count, NULL::text AS alias
                  FROM app.tags AS t
                  WHERE t.tag ~>=~ @prefix
                    AND t.tag ~<~ (@prefix || chr(1114111))
                    AND t.post_count > 0
                  UNION ALL
                  SELECT DISTINCT ON (t.tag) t.tag, t.post_count, a.alias
                  FROM app.tag_aliases AS a
                  JOIN app.tags AS t ON t.tag = a.tag
                  WHERE a.alias ~>=~ @prefix
                    AND a.alias ~<~ (@prefix || chr(1114111))
                    AND NOT starts_with(t.tag, @prefix)
                    AND t.post_count > 0) AS s
            ORDER BY s.post_count DESC, s.tag
            LIMIT @limit
            """;

        return db.QueryAsync<TagSuggestion>(sql, new { prefix, limit }, ct);
    }

    public async Task<TagView?> FindAsync(string tag, CancellationToken ct)
    {
        const string sql = """
            SELECT t.tag, t.post_count, ARRAY(SELECT a.alias FROM app.tag_aliases AS a WHERE a.tag = t.tag ORDER BY a.alias) AS aliases
            FROM app.tags AS t
            WHERE t.tag = app.current_tag(@tag)
              AND (t.post_count > 0 OR EXISTS (SELECT FROM app.tag_aliases AS a WHERE a.tag = t.tag))
            """;

        return await db.FindAsync<TagRow>(sql, new { tag }, ct) is { } row ? new TagView(row.Tag, row.PostCount, row.Aliases) : null;
    }

    public async Task<(ReplaceTagOutcome Outcome, int Posts)> TryReplaceAsync(TagReplacement replacement, CancellationToken ct)
    {
        // A tag may be on tens of thousands of posts, each of which is indexed anew: more than a request is given otherwise.
        const string patience = "SELECT set_config('statement_timeout', '5min', true)";
        const string sql = "SELECT app.replace_tag(@from, @into, @IsMerge) AS posts";

        try
        {
            await db.ExecuteAsync(patience, null, ct);
            var replaced = await db.ScalarAsync<ReplacedRow>(
                sql, new { from = replacement.From.Value, into = replacement.Into.Value, replacement.IsMerge }, ct);
            return replaced.Posts is { } posts ? (ReplaceTagOutcome.Replaced, posts) : (ReplaceTagOutcome.Refused, 0);
        }
        catch (PostgresException refused)
            when (refused is { SqlState: PostgresErrorCodes.CheckViolation, ConstraintName: "tag_aliases_tag_check" })
        {
            return (ReplaceTagOutcome.Misspelt, 0);
        }
    }

    private sealed record TagRow(string Tag, int PostCount, string[] Aliases);

    private sealed record ReplacedRow(int? Posts);
}
