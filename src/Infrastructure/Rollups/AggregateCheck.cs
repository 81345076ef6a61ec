using System.Data;
using Agora.Infrastructure.Database;
using Agora.Migrations.Connections;
using Npgsql;

namespace Agora.Infrastructure.Rollups;

/// <param name="Wrong">Rows that differ from a recount, in either direction.</param>
public sealed record CheckedAggregate(string Name, long Wrong);

/// <summary>
/// Compares the aggregates of heavy reads with a recount. Both are read in one snapshot, so concurrent writes do not matter. The recount
/// reads every post and comment, so the planner may use parallel workers; the settings end with the transaction. The conditions stand
/// here a second time: a recount by the functions that the triggers call would repeat a mistake in them.
/// </summary>
public static class AggregateCheck
{
    public const string Parallel = """
        SET LOCAL max_parallel_workers_per_gather = 4;
        SET LOCAL parallel_setup_cost = 100;
        SET LOCAL parallel_tuple_cost = 0.001;
        SET LOCAL work_mem = '64MB';
        SET LOCAL statement_timeout = '6h';
        """;

    /// <summary>For each aggregate, the number of rows whose recount differs from the aggregate plus its pending deltas.</summary>
    public static readonly IReadOnlyDictionary<string, string> Aggregates = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["comments of a post by day"] = """
            SELECT count(*)
            FROM (SELECT c.post_id, (c.created_at AT TIME ZONE 'UTC')::date AS day, count(*) AS amount
                  FROM app.comments AS c
                  WHERE c.is_approved AND c.deleted_at IS NULL
                  GROUP BY 1, 2) AS t
            FULL JOIN (SELECT d.post_id, d.day, d.comments AS amount FROM app.post_days AS d WHERE d.comments <> 0) AS k
                USING (post_id, day)
            WHERE t.amount IS DISTINCT FROM k.amount
            """,
        ["likes of a post by day"] = """
            SELECT count(*)
            FROM (SELECT l.post_id, (l.created_at AT TIME ZONE 'UTC')::date AS day, count(*) AS amount
                  FROM app.post_likes AS l
                  GROUP BY 1, 2) AS t
            FULL JOIN (SELECT d.post_id, d.day, d.likes AS amount FROM app.post_days AS d WHERE d.likes <> 0) AS k USING (post_id, day)
            WHERE t.amount IS DISTINCT FROM k.amount
            """,
        ["likes of a post"] = """
            SELECT count(*)
            FROM (SELECT l.post_id, count(*) AS amount FROM app.post_likes AS l GROUP BY 1) AS t
            FULL JOIN (SELECT s.post_id, s.like_count AS amount FROM app.post_stats AS s WHERE s.like_count <> 0) AS k USING (post_id)
            WHERE t.amount IS DISTINCT FROM k.amount
            """,
        ["likes of a comment"] = """
            SELECT count(*)
            FROM (SELECT l.comment_id, count(*) AS amount FROM app.comment_likes AS l GROUP BY 1) AS t
            FULL JOIN (SELECT s.comment_id, s.like_count AS amount FROM app.comment_stats AS s WHERE s.like_count <> 0) AS k
                USING (comment_id)
            WHERE t.amount IS DISTINCT FROM k.amount
            """,
        ["views of a post by day"] = """
            SELECT count(*)
            FROM (SELECT s.post_id, s.view_count AS amount FROM app.post_stats AS s WHERE s.view_count <> 0) AS t
            FULL JOIN (SELECT d.post_id, sum(d.views) AS amount FROM app.post_days AS d GROUP BY 1 HAVING sum(d.views) <> 0) AS k
                USING (post_id)
            WHERE t.amount IS DISTINCT FROM k.amount
            """,
        ["posts by day, status and views"] = """
            SELECT count(*)
            FROM (SELECT (p.created_at AT TIME ZONE 'UTC')::date AS day, p.status, s.view_count AS views, count(*) AS amount
                  FROM app.posts AS p
                  JOIN app.post_stats AS s ON s.post_id = p.id
                  WHERE p.deleted_at IS NULL
                  GROUP BY 1, 2, 3) AS t
            FULL JOIN (SELECT m.day, m.status, m.views, sum(m.posts) AS amount
                       FROM (SELECT d.day, d.status, d.views, d.posts FROM app.day_posts AS d
                             UNION ALL
                             SELECT c.day, c.status, c.views, c.posts FROM app.day_posts_changes AS c) AS m
                       GROUP BY 1, 2, 3
                       HAVING sum(m.posts) <> 0) AS k USING (day, status, views)
            WHERE t.amount IS DISTINCT FROM k.amount
            """,
        ["tags by day"] = """
            SELECT count(*)
            FROM (SELECT (p.created_at AT TIME ZONE 'UTC')::date AS day, u.tag, count(*) AS amount
                  FROM app.posts AS p
                  CROSS JOIN LATERAL (SELECT DISTINCT t.tag FROM unnest(p.tags) AS t (tag)) AS u
                  WHERE p.status = 'published' AND p.deleted_at IS NULL
                  GROUP BY 1, 2) AS t
            FULL JOIN (SELECT m.day, m.tag, sum(m.posts) AS amount
                       FROM (SELECT d.day, d.tag, d.posts FROM app.day_tags AS d
                             UNION ALL
                             SELECT c.day, c.tag, c.posts FROM app.day_tags_changes AS c) AS m
                       GROUP BY 1, 2
                       HAVING sum(m.posts) <> 0) AS k USING (day, tag)
            WHERE t.amount IS DISTINCT FROM k.amount
            """,
        ["posts by spans of days"] = """
            SELECT count(*)
            FROM (SELECT w.days, app.span_start(d.day, w.days) AS starts, d.status, d.views, sum(d.posts) AS amount
                  FROM app.day_posts AS d
                  CROSS JOIN (VALUES (8), (64)) AS w (days)
                  GROUP BY 1, 2, 3, 4
                  HAVING sum(d.posts) <> 0) AS t
            FULL JOIN (SELECT s.days, s.starts, s.status, s.views, s.posts AS amount FROM app.span_posts AS s WHERE s.posts <> 0) AS k
                USING (days, starts, status, views)
            WHERE t.amount IS DISTINCT FROM k.amount
            """,
        ["tags by spans of days"] = """
            SELECT count(*)
            FROM (SELECT w.days, app.span_start(d.day, w.days) AS starts, d.tag, sum(d.posts) AS amount
                  FROM app.day_tags AS d
                  CROSS JOIN (VALUES (8), (64)) AS w (days)
                  GROUP BY 1, 2, 3
                  HAVING sum(d.posts) <> 0) AS t
            FULL JOIN (SELECT s.days, s.starts, s.tag, s.posts AS amount FROM app.span_tags AS s WHERE s.posts <> 0) AS k
                USING (days, starts, tag)
            WHERE t.amount IS DISTINCT FROM k.amount
            """,
    };

    public static async Task<IReadOnlyList<CheckedAggregate>> RunAsync(
        DatabaseAccess access, IProgress<string> progress, CancellationToken ct)
    {
        await using var source = new NpgsqlDataSourceBuilder(DatabaseMigrations.Options(access).ConnectionString).BuildForPrimary();
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        await SendAsync(connection, "SET TRANSACTION READ ONLY;\nSET LOCAL ROLE app_owner;\n" + Parallel, ct);
        var found = new List<CheckedAggregate>();
        foreach (var (name, sql) in Aggregates)
        {
            progress.Report($"Recounting {name}.");
            found.Add(new CheckedAggregate(name, (long)(await SendAsync(connection, sql, ct))!));
        }

        return found;
    }

    /// <summary>Rebuilds the missing part of every aggregate, while others write.</summary>
    public static async Task RepairAsync(DatabaseAccess access, IProgress<string> progress, CancellationToken ct)
    {
        const string days = "SELECT app.build_day_sums(), app.build_span_sums()";
        const string posts = "SELECT app.build_post_days('-infinity', 'infinity'), app.build_trends()";
        const string likes = "SELECT app.build_like_counts()";

        await using var source = new NpgsqlDataSourceBuilder(DatabaseMigrations.Options(access).ConnectionString).BuildForPrimary();
        await using var connection = await source.OpenConnectionAsync(ct);
        foreach (var (what, sql) in new[] { ("days and spans", days), ("posts", posts), ("likes", likes) })
        {
            progress.Report($"Rebuilding the aggregates of {what}.");
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await SendAsync(connection, "SET LOCAL ROLE app_owner;\nSET LOCAL statement_timeout = '6h'", ct);
            await SendAsync(connection, sql, ct);
            await transaction.CommitAsync(CancellationToken.None);
        }
    }

    private static async Task<object?> SendAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        // The server bounds the time; the client waits as long.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return await command.ExecuteScalarAsync(ct);
    }
}
