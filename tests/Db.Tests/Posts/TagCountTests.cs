using Agora.Db.Tests.Database;
using Agora.Testing;
using Npgsql;

namespace Agora.Db.Tests.Posts;

public sealed class TagCountTests(SchemaFixture schema) : IClassFixture<SchemaFixture>
{
    // What is derived must equal what it is derived from, in both directions.
    private const string Wrong = """
        WITH truth AS (
            SELECT DISTINCT t.tag, p.published_at, p.id
            FROM app.posts AS p, unnest(p.tags) AS t (tag)
            WHERE p.status = 'published' AND p.deleted_at IS NULL
        ), counted AS (
            SELECT tag, count(*) AS post_count FROM truth GROUP BY tag
        )
        SELECT (SELECT count(*) FROM (TABLE truth EXCEPT SELECT tag, published_at, post_id FROM app.post_tags) AS a)
             + (SELECT count(*) FROM (SELECT tag, published_at, post_id FROM app.post_tags EXCEPT TABLE truth) AS b)
             + (SELECT count(*) FROM counted AS c FULL JOIN app.tags AS t USING (tag)
             WHERE coalesce(c.post_count, 0) <> coalesce(t.post_count, 0))
             + (SELECT count(*) FROM app.posts AS p FULL JOIN app.post_stats AS s ON s.post_id = p.id WHERE p.id IS NULL
             OR s.post_id IS NULL)
        """;

    private NpgsqlDataSource Superuser => schema.Database.Superuser;

    [Fact]
    public async Task Pages_and_counts_are_exact_under_concurrent_writes()
    {
        const int workers = 6, rounds = 60;
        var author = await Superuser.ScalarAsync<Guid>("INSERT INTO app.users (username) VALUES ('tagger') RETURNING id");
        await Superuser.ExecuteAsync(
            "INSERT INTO app.posts (author_id, title, body, tags) SELECT $1, 't', 'b', ARRAY['a', 'b', 'b'] FROM generate_series(1, 30)",
            author);

        await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(() => WorkAsync(worker))));

        (await Superuser.ScalarAsync<long>("SELECT count(*) FROM app.post_tags")).ShouldBeGreaterThan(0);
        (await Superuser.ScalarAsync<long>(Wrong)).ShouldBe(0);

        async Task WorkAsync(int worker)
        {
            var random = new Random(worker);
            const string some = "WHERE id IN (SELECT id FROM app.posts ORDER BY random() LIMIT 3)";
            for (var round = 0; round < rounds; round++)
            {
                var tags = Enumerable.Range(0, random.Next(4)).Select(_ => ((char)('a' + random.Next(6))).ToString()).ToArray();
                var sql = random.Next(8) switch
                {
                    0 => "INSERT INTO app.posts (author_id, title, body, tags, status, published_at) SELECT $2, 't', 'b', $1, 'published', "
                        + "now() FROM generate_series(1, 2)",
                    1 => $"UPDATE app.posts SET tags = $1 {some}",
                    2 => $"UPDATE app.posts SET status = 'published', published_at = coalesce(published_at, now()) {some}",
                    3 => $"UPDATE app.posts SET status = 'archived', published_at = coalesce(published_at, now()) {some}",
                    4 => $"UPDATE app.posts SET deleted_at = now(), deleted_by = 'author' {some}",
                    5 => $"UPDATE app.posts SET deleted_at = NULL, deleted_by = NULL {some}",
                    6 => $"UPDATE app.posts SET published_at = published_at - interval '1 day' {some}",
                    _ => "DELETE FROM app.posts WHERE id = (SELECT id FROM app.posts ORDER BY random() LIMIT 1)",
                };
                await UntilDoneAsync(() => Superuser.ExecuteAsync(sql, tags, author));
            }
        }
    }

    [Fact]
    public async Task An_edit_locks_the_counters_of_the_tags_that_change_and_no_other()
    {
        var author = await Superuser.ScalarAsync<Guid>("INSERT INTO app.users (username) VALUES ('editor') RETURNING id");
        var post = await Superuser.ScalarAsync<Guid>(
            "INSERT INTO app.posts (author_id, title, body, tags, status, published_at) VALUES ($1, 't', 'b', '{kept,gone}', 'published', "
            + "now()) RETURNING id", author);
        await using var connection = await Superuser.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var edit = new NpgsqlCommand(
            "UPDATE app.posts SET title = 'u', tags = '{kept,come}', published_at = published_at - interval '1 day' WHERE id = $1",
            connection,
            transaction)
        {
            Parameters = { new() { Value = post } },
        };
        await edit.ExecuteNonQueryAsync();

        var free = await Superuser.ScalarAsync<string[]>(
            "SELECT array_agg(tag) FROM (SELECT tag FROM app.tags WHERE tag IN ('kept', 'gone', 'come') FOR UPDATE SKIP LOCKED) AS t");

        free.ShouldBe(["kept"]);
    }

    // Statements that take several posts in any order may wait for each other; Agora's unit of work runs such a command again.
    private static async Task UntilDoneAsync(Func<Task> work)
    {
        while (true)
        {
            try
            {
                await work();
                return;
            }
            catch (PostgresException conflict) when (conflict.SqlState == PostgresErrorCodes.DeadlockDetected)
            {
                continue;
            }
        }
    }
}
