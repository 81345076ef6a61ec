using Agora.Db.Tests.Database;
using Agora.Testing;
using Npgsql;

namespace Agora.Db.Tests.EventLog;

/// <summary>Pages of a log with 50,000 batches of one event each, as many writers of small changes leave it.</summary>
public sealed class EventPlanTests(EventPlanFixture log) : IClassFixture<EventPlanFixture>
{
    private const int Page = 50;

    /// <summary>Events are looked at by 500; each may touch its batch, the one before it, the index of transactions and itself.</summary>
    private const int LookedAt = 500, BlocksOfAnEvent = 20;

    [Theory]
    [InlineData(0)]
    [InlineData(25_000)]
    [InlineData(EventPlanFixture.Batches - Page)]
    public async Task A_page_reads_its_own_batches_only(int after)
    {
        await using var connection = await log.Database.Runtime.OpenConnectionAsync();
        await using var page = new NpgsqlCommand(
            """
            EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON, TIMING OFF)
            SELECT * FROM app.list_events($1, $2, $3, NULL, $4)
            """,
            connection)
        {
            Parameters =
            {
                new() { Value = log.Name }, new() { Value = log.FirstBatch + after }, new() { Value = log.FirstId + after },
                new() { Value = Page },
            },
        };
        // The first call of a session plans the statements of the functions.
        await page.ExecuteScalarAsync();

        var plan = System.Text.Json.JsonDocument.Parse((string)(await page.ExecuteScalarAsync())!).RootElement[0].GetProperty("Plan");

        plan.GetProperty("Actual Rows").GetDouble().ShouldBe(Page + 1, "events, and the position that the page reaches");
        plan.GetProperty("Shared Hit Blocks").GetInt64().ShouldBeLessThan(LookedAt * BlocksOfAnEvent, plan.ToString());
    }
}

public sealed class EventPlanFixture : SchemaFixture
{
    public const int Batches = 50_000;

    internal string Name { get; private set; } = "";

    internal long FirstBatch { get; private set; }

    internal long FirstId { get; private set; }

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Name = (await Database.Superuser.ScalarAsync<string>("SELECT app.event_log_name()"))!;
        FirstBatch = await Database.Superuser.ScalarAsync<long>("SELECT max(id) FROM app.event_batches");
        FirstId = await Database.Superuser.ScalarAsync<long>("SELECT max(last_id) FROM app.event_batches");
        await Database.Superuser.ExecuteAsync(
            """
            INSERT INTO app.event_log (id, occurred_at, xid, type, audience, subject_id, owner_id)
            OVERRIDING SYSTEM VALUE
            SELECT $2 + n, now(), (10000000 + n)::text::xid8, 'user.registered', 'public', gen_random_uuid(), gen_random_uuid()
            FROM generate_series(1, $1) AS n
            """,
            Batches,
            FirstId);
        await Database.Superuser.ExecuteAsync(
            """
            INSERT INTO app.event_batches (id, snapshot, server_id, event_count, last_id, first_at, last_at)
            SELECT b.id + n, format('%s:%s:', 10000001 + n, 10000001 + n)::pg_snapshot, b.server_id, 1, b.last_id + n,
                   e.occurred_at, e.occurred_at
            FROM (SELECT * FROM app.event_batches ORDER BY id DESC LIMIT 1) AS b
            CROSS JOIN generate_series(1, $1) AS n
            JOIN app.event_log AS e ON e.id = b.last_id + n
            """,
            Batches);
        await Database.Superuser.ExecuteAsync("ANALYZE app.event_log, app.event_batches");
    }
}
