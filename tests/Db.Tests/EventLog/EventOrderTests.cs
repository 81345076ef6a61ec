using Agora.Db.Tests.Database;
using Agora.Testing;
using Npgsql;

namespace Agora.Db.Tests.EventLog;

/// <summary>Every event once, in the order of its row, while transactions overlap.</summary>
public sealed class EventOrderTests(SchemaFixture schema) : IClassFixture<SchemaFixture>
{
    private const int Writers = 16, Transactions = 25, Posts = 6;

    private NpgsqlDataSource Database => schema.Database.Superuser;

    [Fact]
    public async Task Readers_see_every_event_once_in_the_order_of_its_row_while_writers_overlap_and_one_transaction_stays_open()
    {
        var posts = await PublishedAsync(Posts + 1);
        var start = await EndAsync();
        await using var open = await Database.OpenConnectionAsync();
        await using var lasting = await open.BeginTransactionAsync();
        await EditAsync(open, posts[^1]);

        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => WriteAsync(posts[..^1], new Random(writer))));
        var reading = await Task.WhenAll(ReadAsync(start, writing), ReadAsync(start, writing));
        await writing;

        var committed = await CommittedAsync(start);
        committed.Count.ShouldBeGreaterThan(Writers * Transactions / 2);
        foreach (var reader in reading)
        {
            reader.Select(e => e.Id).Order().ToList().ShouldBe(committed, "the open transaction holds no reader up");
            reader.GroupBy(e => e.Subject).ShouldAllBe(
                events => events.Select(e => e.Version).SequenceEqual(
                    Enumerable.Range(events.Min(e => e.Version), events.Count())));
        }

        reading[0].Select(e => e.Id).ToList().ShouldBe(reading[1].Select(e => e.Id).ToList(), "both readers see one order");
        await lasting.CommitAsync();
        var last = (await ReadAsync(reading[0][^1].Position, Task.CompletedTask)).ShouldHaveSingleItem();
        last.Subject.ShouldBe(posts[^1]);
        last.Id.ShouldBeLessThan(reading[0][^1].Id, "it was drawn first, and is read when it is committed");
    }

    [Fact]
    public async Task A_batch_that_is_being_closed_holds_no_reader_up_and_what_came_meanwhile_is_in_the_next_one()
    {
        var posts = await PublishedAsync(1);
        var start = await EndAsync();
        await using var first = await Database.OpenConnectionAsync();
        await using var reading = await first.BeginTransactionAsync();
        await EditOnceAsync(posts[0]);
        await RunAsync(first, "SELECT app.close_event_batch()");

        await EditOnceAsync(posts[0]);
        (await ReadAsync(start, Task.CompletedTask)).ShouldBeEmpty();
        await reading.CommitAsync();

        (await ReadAsync(start, Task.CompletedTask)).Select(e => e.Version).ShouldBe([2, 3]);
    }

    [Fact]
    public async Task What_was_rolled_back_is_no_event_and_a_savepoint_belongs_to_its_transaction()
    {
        var posts = await PublishedAsync(2);
        var start = await EndAsync();
        await using var connection = await Database.OpenConnectionAsync();
        await using (var aborted = await connection.BeginTransactionAsync())
        {
            await EditAsync(connection, posts[0]);
            await aborted.RollbackAsync();
        }

        await using (var nested = await connection.BeginTransactionAsync())
        {
            await nested.SaveAsync("kept");
            await EditAsync(connection, posts[1]);
            await nested.ReleaseAsync("kept");
            await nested.SaveAsync("undone");
            await EditAsync(connection, posts[1]);
            await nested.RollbackAsync("undone");
            await EditOnceAsync(posts[0]);
            (await ReadAsync(start, Task.CompletedTask)).ShouldHaveSingleItem().Subject.ShouldBe(posts[0]);
            await nested.CommitAsync();
        }

        (await ReadAsync(start, Task.CompletedTask)).Select(e => (e.Subject, e.Version)).ShouldBe([(posts[0], 2), (posts[1], 2)]);
    }

    [Fact]
    public async Task A_transaction_that_has_written_closes_no_batch()
    {
        var posts = await PublishedAsync(1);
        var start = await EndAsync();
        await using var connection = await Database.OpenConnectionAsync();
        await using (var writing = await connection.BeginTransactionAsync())
        {
            await EditAsync(connection, posts[0]);
            await RunAsync(connection, "SELECT app.close_event_batch()");
            await EditAsync(connection, posts[0]);
            await writing.CommitAsync();
        }

        (await ReadAsync(start, Task.CompletedTask)).Select(e => e.Version).ShouldBe([2, 3]);
    }

    [Fact]
    public async Task A_large_batch_reads_like_a_small_one()
    {
        await EndAsync();
        var start = await EndAsync();
        await Database.ExecuteAsync(
            "INSERT INTO app.event_log (type, audience, subject_id, owner_id) SELECT 'account.closed', 'public', gen_random_uuid(), "
            + "gen_random_uuid() FROM generate_series(1, 10001)");

        var events = await ReadAsync(start, Task.CompletedTask);

        events.Count.ShouldBe(10001);
        events.Select(e => e.Id).ShouldBeInOrder();
        events.Select(e => e.Id).ShouldBeUnique();
        events.Select(e => e.Position.Batch).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_dump_that_was_restored_on_another_server_begins_anew()
    {
        await using var restored = await ApiDatabase.CreateAsync();
        await restored.Superuser.ExecuteAsync(
            "INSERT INTO app.users (id, email, username) VALUES (gen_random_uuid(), 'a@example.org', 'ann')");
        await restored.Superuser.ExecuteAsync("SELECT app.close_event_batch()");
        await restored.Superuser.ExecuteAsync("UPDATE app.event_batches SET server_id = 1, snapshot = '4000000000:4000000000:'");
        await restored.Superuser.ExecuteAsync("SELECT app.close_event_batch()");
        // As if the new server's transactions had come to those of the old one.
        await restored.Superuser.ExecuteAsync(
            "UPDATE app.event_log SET xid = (pg_current_xact_id()::text::bigint + n.place)::text::xid8 "
            + "FROM (SELECT e.id, row_number() OVER () AS place FROM app.event_log AS e) AS n WHERE n.id = event_log.id");
        await restored.Superuser.ExecuteAsync(
            "INSERT INTO app.users (id, email, username) VALUES (gen_random_uuid(), 'b@example.org', 'bob')");

        await restored.Superuser.ExecuteAsync("SELECT pg_current_xact_id()");
        await restored.Superuser.ExecuteAsync("SELECT pg_current_xact_id()");
        await restored.Superuser.ExecuteAsync("SELECT app.close_event_batch()");

        (await restored.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.list_events(NULL, NULL, NULL, NULL, 10)")).ShouldBe(2);
        (await restored.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.event_log")).ShouldBe(2, "those of before are not read");
    }

    private async Task WriteAsync(Guid[] posts, Random random)
    {
        await using var connection = await Database.OpenConnectionAsync();
        for (var i = 0; i < Transactions; i++)
        {
            await using var transaction = await connection.BeginTransactionAsync();
            // The id of the transaction is drawn before the locks, so that the order of the two differs.
            await RunAsync(connection, "SELECT pg_current_xact_id()");
            foreach (var post in random.GetItems(posts, 2).Distinct().Order())
            {
                await EditAsync(connection, post);
            }

            await (random.Next(6) == 0 ? transaction.RollbackAsync() : transaction.CommitAsync());
        }
    }

    /// <summary>Everything after a position, until the writing has ended and nothing is left.</summary>
    private async Task<List<Event>> ReadAsync(Position after, Task writing)
    {
        var events = new List<Event>();
        while (true)
        {
            var isLast = writing.IsCompleted;
            var page = new List<Event>();
            await Database.ExecuteAsync("SELECT app.close_event_batch()");
            await using var command = Database.CreateCommand(
                "SELECT batch, id, subject_id, version FROM app.read_events(app.event_log_name(), $1, $2, 1000) "
                + "WHERE event_id IS NOT NULL");
            command.Parameters.Add(new NpgsqlParameter { Value = after.Batch });
            command.Parameters.Add(new NpgsqlParameter { Value = after.Id });
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                after = new Position(reader.GetInt64(0), reader.GetInt64(1));
                page.Add(new Event(after, reader.GetGuid(2), reader.IsDBNull(3) ? 0 : reader.GetInt32(3)));
            }

            events.AddRange(page);
            if (page.Count == 0 && isLast)
            {
                return events;
            }
        }
    }

    private async Task<Position> EndAsync()
    {
        await using var command = Database.CreateCommand("SELECT batch, id FROM app.latest_event_position()");
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return new Position(reader.GetInt64(0), reader.GetInt64(1));
    }

    private async Task<List<long>> CommittedAsync(Position after) =>
        [.. await Database.ScalarAsync<long[]>("SELECT array_agg(id ORDER BY id) FROM app.event_log WHERE id > $1", after.Id) ?? []];

    private async Task<Guid[]> PublishedAsync(int count)
    {
        var author = Guid.CreateVersion7();
        await Database.ExecuteAsync(
            "INSERT INTO app.users (id, email, username) VALUES ($1, $2 || '@example.org', $2)", author, $"u{author:N}"[..30]);
        return await Database.ScalarAsync<Guid[]>(
            """
            WITH made AS (
                INSERT INTO app.posts (id, author_id, title, body, status, published_at)
                SELECT gen_random_uuid(), $1, 'A title', 'A body', 'published', now() FROM generate_series(1, $2)
                RETURNING id
            )
            SELECT array_agg(id ORDER BY id) FROM made
            """,
            author, count) ?? [];
    }

    private Task<int> EditOnceAsync(Guid post) => Database.ExecuteAsync("UPDATE app.posts SET title = title || '.' WHERE id = $1", post);

    private static Task EditAsync(NpgsqlConnection connection, Guid post) =>
        RunAsync(connection, "UPDATE app.posts SET title = left(title || '.', 150) || version WHERE id = $1", post);

    private static async Task RunAsync(NpgsqlConnection connection, string sql, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await command.ExecuteNonQueryAsync();
    }

    private sealed record Position(long Batch, long Id);

    private sealed record Event(Position Position, Guid Subject, int Version)
    {
        public long Id => Position.Id;
    }
}
