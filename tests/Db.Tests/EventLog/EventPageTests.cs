using Agora.Db.Tests.Database;
using Agora.Testing;
using Npgsql;

namespace Agora.Db.Tests.EventLog;

/// <summary>Who may read an event is asked of what the page sees, also when more is committed while it is read.</summary>
public sealed class EventPageTests(SchemaFixture schema) : IClassFixture<SchemaFixture>
{
    private const string Pause = """
        ALTER FUNCTION app.event_transactions(pg_snapshot, pg_snapshot) RENAME TO event_transactions_at_once;
        CREATE FUNCTION app.event_transactions(before pg_snapshot, now pg_snapshot) RETURNS TABLE (low xid8, high xid8)
            LANGUAGE plpgsql
        AS $$
        BEGIN
            IF current_setting('app.test_pause', true) = 'on' THEN
                PERFORM pg_advisory_lock_shared(7);
            END IF;
            RETURN QUERY SELECT t.low, t.high FROM app.event_transactions_at_once(before, now) AS t;
        END
        $$;
        """;

    private NpgsqlDataSource Database => schema.Database.Superuser;

    [Fact]
    public async Task What_is_published_while_a_page_is_read_is_on_it_or_behind_it()
    {
        await Database.ExecuteAsync(Pause);
        var before = await PublishAsync();
        await using var gate = await Database.OpenConnectionAsync();
        await RunAsync(gate, "SELECT pg_advisory_lock(7)");
        await using var reader = await schema.Database.Runtime.OpenConnectionAsync();
        await RunAsync(reader, "SET app.test_pause = 'on'");

        var reading = ReadAsync(reader, batch: null, id: null);
        await Database.WaitersAsync(1, reading);
        var meanwhile = await PublishAsync();
        await RunAsync(gate, "SELECT pg_advisory_unlock(7)");

        var page = await reading;
        page.Posts.ShouldContain(before);
        page.Posts.Concat((await ReadAsync(reader, page.Batch, page.Id)).Posts).ShouldContain(meanwhile);
    }

    private async Task<(List<Guid> Posts, long Batch, long Id)> ReadAsync(NpgsqlConnection connection, long? batch, long? id)
    {
        await using var command = new NpgsqlCommand(
            "SELECT batch, id, post_id FROM app.list_events($3, $1, $2, ARRAY['post.published'], 100)", connection)
        {
            Parameters =
            {
                new NpgsqlParameter<long?> { TypedValue = batch }, new NpgsqlParameter<long?> { TypedValue = id },
                new NpgsqlParameter { Value = await Database.ScalarAsync<string>("SELECT app.event_log_name()") },
            },
        };
        await using var rows = await command.ExecuteReaderAsync();
        var page = (Posts: new List<Guid>(), Batch: 0L, Id: 0L);
        while (await rows.ReadAsync())
        {
            (page.Batch, page.Id) = (rows.GetInt64(0), rows.GetInt64(1));
            if (!rows.IsDBNull(2))
            {
                page.Posts.Add(rows.GetGuid(2));
            }
        }

        return page;
    }

    private async Task<Guid> PublishAsync()
    {
        var id = Guid.CreateVersion7();
        await Database.ExecuteAsync(
            "INSERT INTO app.users (id, email, username) VALUES ($1, $2 || '@example.org', $2)", id, $"u{id:N}"[..30]);
        await Database.ExecuteAsync(
            """
            INSERT INTO app.posts (id, author_id, title, body, status, published_at)
            VALUES ($1, $1, 'A title', 'A body', 'published', now())
            """,
            id);
        await Database.ExecuteAsync("SELECT app.close_event_batch()");
        return id;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
