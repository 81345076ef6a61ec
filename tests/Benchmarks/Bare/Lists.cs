using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Agora.Bare;

internal static class Lists
{
    private const int PageSize = 20, ThreadPageSize = 50;

    public static void MapLists(this WebApplication app)
    {
        app.MapGet("/api/v1/posts", PostsAsync);
        app.MapGet("/api/v1/tags/{tag}/posts", TaggedAsync);
        app.MapGet("/api/v1/posts/{id:guid}/comments", ThreadAsync);
        app.MapGet("/api/v1/users", UsersAsync);
        app.MapGet("/api/v1/posts/search", SearchAsync);
        app.MapGet("/api/v1/feed", FeedAsync);
        app.MapGet("/api/v1/posts/trending", TrendingAsync);
        app.MapGet("/api/v1/analytics/summary", SummaryAsync);
    }

    // The cursor of Agora is signed; this server takes the same place in the clear.
    private static async Task<Ok<Page<PostSummary>>> PostsAsync(DateTime? at, Guid? id, NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync();
        var rows = at is null
            ? await connection.QueryAsync<SummaryRow>(PlainSql.Posts)
            : await connection.QueryAsync<SummaryRow>(PlainSql.PostsAfter, new { at = at.Value.ToUniversalTime(), id });
        return Page(rows, r => r.ToSummary(), r => r.Id);
    }

    private static async Task<Ok<Page<PostSummary>>> TaggedAsync(string tag, NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync();
        return Page(await connection.QueryAsync<SummaryRow>(PlainSql.Tagged, new { tag }), r => r.ToSummary(), r => r.Id);
    }

    private static async Task<Ok<Page<ThreadComment>>> ThreadAsync(Guid id, NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync();
        var rows = await connection.QueryAsync<ThreadRow>(PlainSql.Thread, new { id });
        return Page(rows, r => r.ToComment(), r => r.Id, ThreadPageSize);
    }

    private static async Task<Ok<Page<UserView>>> UsersAsync(string q, NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync();
        return Page(await connection.QueryAsync<UserView>(PlainSql.UserSearch, new { term = q }), u => u, u => u.Id);
    }

    private static async Task<Ok<Page<FoundPost>>> SearchAsync(string q, NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync();
        var rows = await connection.QueryAsync<FoundRow>(PlainSql.Search, new { term = q });
        return Page(rows, r => new FoundPost(r.ToSummary(), r.Rank, r.Snippet), r => r.Id);
    }

    private static async Task<Ok<Page<FeedItem>>> FeedAsync(HttpContext http, NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync();
        var rows = await connection.QueryAsync<FeedRow>(PlainSql.Feed, new { me = Caller.Id(http) });
        return Page(rows, r => new FeedItem(r.ToSummary(), r.Followed ? "followedAuthor" : "tags", r.Matching), r => r.Id);
    }

    private static async Task<Ok<Trending>> TrendingAsync(NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync();
        var rows = await connection.QueryAsync<TrendingRow>(PlainSql.Trending);
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var items = rows.Select(r => new TrendingPost(r.ToSummary(), r.Score, r.Comments, r.Views));
        return TypedResults.Ok(new Trending(today.AddDays(-6), today, [.. items]));
    }

    private static async Task<Ok<AnalyticsSummary>> SummaryAsync(NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync();
        var row = await connection.QueryFirstAsync<AnalyticsRow>(PlainSql.Analytics);
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        return TypedResults.Ok(row.ToSummary(today.AddDays(-29), today));
    }

    private static Ok<Page<T>> Page<TRow, T>(IEnumerable<TRow> rows, Func<TRow, T> make, Func<TRow, Guid> key, int size = PageSize)
    {
        var found = rows.AsList();
        var next = found.Count > size ? key(found[size - 1]).ToString() : null;
        return TypedResults.Ok(new Page<T>([.. found.Take(size).Select(make)], next));
    }
}
