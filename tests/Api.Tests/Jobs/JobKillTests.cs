using Agora.Application.Jobs;
using Agora.Domain.Jobs;
using Agora.Testing;

namespace Agora.Api.Tests.Jobs;

/// <summary>
/// Workers whose connections end at any moment: nothing is lost, and no effect in the database happens twice. The benchmark <c>jobs</c>
/// kills processes as well.
/// </summary>
public sealed class JobKillTests(JobKillTests.Killed api) : IClassFixture<JobKillTests.Killed>
{
    private const int Jobs = 300, Kills = 15;

    // Leases end while the test runs, and an attempt that failed is repeated at once.
    public sealed class Killed : JobFixture
    {
        protected override IReadOnlyList<string> Settings => ["--Jobs:Workers=4", "--Jobs:PollSeconds=1", "--Jobs:LeaseSeconds=3"];

        private protected override IReadOnlyList<JobKind> Kinds =>
            [Marks with { AttemptsMax = 100, Backoff = new JobBackoff(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(100)) }];
    }

    [Fact]
    public async Task Nothing_is_lost_and_nothing_happens_twice_while_backends_are_terminated()
    {
        const string terminate = """
            SELECT count(pg_terminate_backend(pid))
            FROM (SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND usename = 'app_api' ORDER BY random() LIMIT 2) AS s
            """;
        await using var other = await api.StartHostAsync();
        for (var i = 0; i < Jobs; i++)
        {
            await api.EnqueueAsync(new Mark(Guid.NewGuid()), new JobOptions { Delay = TimeSpan.FromHours(1) });
        }

        for (var kill = 0; kill < Kills; kill++)
        {
            await api.Superuser.ExecuteAsync(
                """
                UPDATE app.jobs
                SET due_at = now()
                WHERE id IN (SELECT id FROM app.jobs WHERE kind = 'test.mark' AND state = 'queued' ORDER BY due_at DESC LIMIT $1)
                """,
                Jobs / Kills);
            await api.Superuser.ScalarAsync<long>(terminate);
        }

        await api.Superuser.ExecuteAsync("UPDATE app.jobs SET due_at = now() WHERE kind = 'test.mark' AND state = 'queued'");
        await api.UntilAsync(async db => await db.ScalarAsync<long>(
            "SELECT count(*) FROM app.jobs WHERE kind = 'test.mark' AND state IN ('queued', 'running')") == 0);

        (await CountAsync("SELECT count(*) FROM app.jobs WHERE kind = 'test.mark' AND state = 'succeeded'")).ShouldBe(Jobs);
        (await CountAsync("SELECT count(*) FROM app.test_marks")).ShouldBe(Jobs);
        (await CountAsync("SELECT count(DISTINCT mark) FROM app.test_marks")).ShouldBe(Jobs);
        await other.StopAsync();
    }

    private Task<long> CountAsync(string sql) => api.Superuser.ScalarAsync<long>(sql);
}
