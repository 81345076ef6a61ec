using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Application.Tags;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Tags;

// A prefix is a range of bytes and not a pattern, whose index a statement prepared for any value could not use. The highest character of
// Unicode ends the range.
internal sealed class TagLists(DbSession db) : ITagLists
{
    public Task<IReadOnlyList<TagCount>> MostUsedAsync(TagCount after, int limit, CancellationToken ct)
    {
        const string sql = """
            SELECT t.tag, t.post_count
            FROM app.tags AS t
            WHERE t.post_count > 0
              AND (-t.post_count, t.tag) > (-@PostCount, @Tag)
            ORDER BY -t.post_count, t.tag
            LIMIT @limit
            """;

        return db.QueryAsync<TagCount>(sql, new { after.PostCount, after.Tag, limit }, ct);
    }

    public Task<IReadOnlyList<TagCount>> MostUsedAsync(string prefix, TagCount after, int limit, CancellationToken ct)
    {
        const string sql = """
            SELECT t.tag, t.post_count
            FROM app.tags AS t
            WHERE t.post_count > 0
              AND t.tag ~>=~ @prefix
              AND t.tag ~<~ (@prefix || chr(1114111))
              AND (-t.post_count, t.tag) > (-@PostCount, @Tag)
            ORDER BY -t.post_count, t.tag
            LIMIT @limit
            """;

        return db.QueryAsync<TagCount>(sql, new { prefix, after.PostCount, after.Tag, limit }, ct);
    }

    public Task<IReadOnlyList<TagCount>> ByNameAsync(string prefix, string after, int limit, CancellationToken ct)
    {
        const string sql = """
            SELECT t.tag, t.post_count
            FROM app.tags AS t
            WHERE t.post_count > 0
              AND t.tag ~>=~ @prefix
              AND t.tag ~<~ (@prefix || chr(1114111))
              AND t.tag ~>~ @after
            ORDER BY t.tag USING ~<~
            LIMIT @limit
            """;

        return db.QueryAsync<TagCount>(sql, new { prefix, after, limit }, ct);
    }

    public Task<long> CountAsync(string prefix, CountMode mode, CancellationToken ct)
    {
        const string sql = """
            SELECT
            FROM app.tags AS t
            WHERE t.post_count > 0
              AND t.tag ~>=~ @prefix
              AND t.tag ~<~ (@prefix || chr(1114111))
            """;

        return db.CountAsync(mode, sql, new { prefix }, ct);
    }
}
