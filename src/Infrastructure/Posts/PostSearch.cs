using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Posts;

// The snippet is cut from the beginning of long bodies, so that a page of search results has a bounded price.
internal sealed class PostSearch(DbSession db) : IPostSearch
{
    public Task<IReadOnlyList<FoundPost>> BestAsync(PostQuery query, RankedKey? after, int limit, CancellationToken ct)
    {
        const string sql = $"""
            SELECT f.rank,
                   app.search_source(left(p.body, 20000)) AS source,
                   app.search_marks(p.language::regconfig, app.search_source(left(p.body, 20000)), @Term) AS marked,
                   {PostSql.Summary}
            FROM app.search_posts_by_rank(
                @Term, app.current_tags(@AllTags), app.current_tags(@AnyTags), @Author, @From, @To, @Metadata::jsonb,
                @AfterRank, @AfterId, @limit) AS f
            JOIN app.posts AS p ON p.id = f.id
            {PostSql.CountersAndAuthor}
            ORDER BY f.rank DESC, f.id DESC
            LIMIT @limit
            """;

        return FoundAsync(sql, Parameters(query, limit, after?.Rank, null, after?.Id), ct);
    }

    public Task<IReadOnlyList<FoundPost>> NewestAsync(PostQuery query, KeysetPosition after, int limit, CancellationToken ct)
    {
        const string sql = $"""
            SELECT f.rank,
                   app.search_source(left(p.body, 20000)) AS source,
                   app.search_marks(p.language::regconfig, app.search_source(left(p.body, 20000)), @Term) AS marked,
                   {PostSql.Summary}
            FROM app.search_posts_by_time(
                @Term, app.current_tags(@AllTags), app.current_tags(@AnyTags), @Author, @From, @To, @Metadata::jsonb,
                false, @AfterTime, @AfterId, @limit) AS f
            JOIN app.posts AS p ON p.id = f.id
            {PostSql.CountersAndAuthor}
            ORDER BY p.published_at DESC, p.id DESC
            LIMIT @limit
            """;

        return FoundAsync(sql, Parameters(query, limit, null, after.At, after.Id), ct);
    }

    public Task<IReadOnlyList<FoundPost>> OldestAsync(PostQuery query, KeysetPosition after, int limit, CancellationToken ct)
    {
        const string sql = $"""
            SELECT f.rank,
                   app.search_source(left(p.body, 20000)) AS source,
                   app.search_marks(p.language::regconfig, app.search_source(left(p.body, 20000)), @Term) AS marked,
                   {PostSql.Summary}
            FROM app.search_posts_by_time(
                @Term, app.current_tags(@AllTags), app.current_tags(@AnyTags), @Author, @From, @To, @Metadata::jsonb,
                true, @AfterTime, @AfterId, @limit) AS f
            JOIN app.posts AS p ON p.id = f.id
            {PostSql.CountersAndAuthor}
            ORDER BY p.published_at, p.id
            LIMIT @limit
            """;

        return FoundAsync(sql, Parameters(query, limit, null, after.At, after.Id), ct);
    }

    public Task<long> CountAsync(PostQuery query, CountMode mode, CancellationToken ct)
    {
        const string sql = """
            SELECT app.count_matching_posts(
                @Term, app.current_tags(@AllTags), app.current_tags(@AnyTags), @Author, @From, @To, @Metadata::jsonb, @isExact)
            """;

        return db.ScalarAsync<long>(
            sql,
            new
            {
                query.Term,
                AllTags = query.Tags?.All,
                AnyTags = query.Tags?.Any,
                query.Author,
                query.From,
                query.To,
                query.Metadata,
                isExact = mode == CountMode.Exact,
            },
            ct);
    }

    private static object Parameters(PostQuery query, int limit, float? afterRank, DateTimeOffset? afterTime, Guid? afterId) => new
    {
        query.Term,
        AllTags = query.Tags?.All,
        AnyTags = query.Tags?.Any,
        query.Author,
        query.From,
        query.To,
        query.Metadata,
        AfterRank = afterRank,
        AfterTime = afterTime,
        AfterId = afterId,
        limit,
    };

    private async Task<IReadOnlyList<FoundPost>> FoundAsync(string sql, object parameters, CancellationToken ct)
    {
        var rows = await db.QueryAsync<FoundRow>(sql, parameters, ct);
        return [.. rows.Select(r => r.ToFound())];
    }
}
