using System.Text.Json;
using Agora.Application.Common;
using Agora.Db.Tests.Database;
using Agora.Db.Tests.Posts;
using Agora.Testing;

namespace Agora.Db.Tests.Jobs;

/// <summary>
/// 50,000 jobs that succeeded, 100,000 that failed in the last 30 days, and 20,000 queued ones, a quarter of them for tomorrow.
/// </summary>
public sealed class JobPlanTests(JobPlanTests.Filled schema) : IClassFixture<JobPlanTests.Filled>
{
    public sealed class Filled : SchemaFixture
    {
        public override async Task InitializeAsync()
        {
            await base.InitializeAsync();
            const string fill = """
                INSERT INTO app.jobs (id, kind, payload, payload_version, priority, due_at, attempts_max, state, finished_at)
                SELECT gen_random_uuid(), 'test.k' || n % 10, '{}', 1, 1 + n % 3, now(), 10, 'succeeded', now() - n * interval '1 second'
                FROM generate_series(1, 50000) AS n;
                INSERT INTO app.jobs (id, kind, payload, payload_version, priority, due_at, attempts_max, state, finished_at)
                SELECT gen_random_uuid(), 'test.k' || n % 10, '{}', 1, 1 + n % 3, now(), 10,
                       CASE n % 2 WHEN 0 THEN 'failed' ELSE 'cancelled' END, now() - n * interval '25 seconds'
                FROM generate_series(1, 100000) AS n;
                INSERT INTO app.jobs (id, kind, payload, payload_version, priority, due_at, attempts_max)
                SELECT gen_random_uuid(), 'test.k' || n % 10, '{}', 1, 1 + n % 3, now() + CASE WHEN n % 4 = 0 THEN interval '1 day' ELSE
                       -n * interval '1 second' END, 10
                FROM generate_series(1, 20000) AS n;
                """;

            await Database.Superuser.ExecuteAsync(fill);
            await Database.Superuser.ExecuteAsync("VACUUM (ANALYZE) app.jobs");
        }
    }

    [Fact]
    public async Task A_claim_reads_the_heads_of_the_queue_and_no_more() => (await BlocksAsync(
        """
        SELECT count(*)
        FROM app.claim_jobs(
            'test', ARRAY(SELECT 'test.k' || n FROM generate_series(0, 9) AS n), array_fill(1, ARRAY[10]), array_fill(NULL::integer, ARRAY[10]),
            4, '1 minute') AS c
        """)).ShouldBeInRange(1, 600);

    [Theory]
    [InlineData("SELECT count(*) FROM app.claim_jobs('test', ARRAY['test.other'], ARRAY[1], ARRAY[1], 4, '1 minute') AS c")]
    [InlineData("SELECT app.release_jobs()")]
    [InlineData("SELECT app.purge_jobs('1 day', '30 days', 1000)")]
    public async Task What_finds_nothing_reads_nothing(string sql) => (await BlocksAsync(sql)).ShouldBeInRange(1, 60);

    /// <summary>Pages that the second run touches: the first one fills the caches of the session.</summary>
    private async Task<long> BlocksAsync(string sql)
    {
        await using var acting = await Acting.AsAsync(schema.Database, Actor.System);
        await acting.ListAsync<object>(sql);
        var text = (await acting.ListAsync<string>($"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {sql}")).ShouldHaveSingleItem();
        using var plan = JsonDocument.Parse(text);
        var top = plan.RootElement[0].GetProperty("Plan");
        return top.GetProperty("Shared Hit Blocks").GetInt64() + top.GetProperty("Shared Read Blocks").GetInt64();
    }
}
