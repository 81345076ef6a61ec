using System.Net;
using Agora.Api.Tests.Preferences;
using Agora.Application.Jobs;
using Agora.Domain.Users;
using Agora.Infrastructure.Database;
using Agora.Testing;
using Npgsql;

namespace Agora.Api.Tests.Jobs;

/// <summary>The service that runs jobs, on hosts of their own.</summary>
public sealed class JobWorkerTests(JobWorkerTests.Working api) : IClassFixture<JobWorkerTests.Working>
{
    // Nothing here is found by polling, and no heartbeat comes unless it is asked for.
    public sealed class Working : JobFixture
    {
        protected override IReadOnlyList<string> Settings =>
            ["--Jobs:Workers=2", "--Jobs:PollSeconds=300", "--Jobs:LeaseSeconds=600", "--Jobs:StopSeconds=0"];
    }

    private readonly Guid id = Guid.NewGuid();

    [Fact]
    public async Task A_queued_job_wakes_the_worker_and_the_next_one_follows()
    {
        Guid[] ids = [.. Enumerable.Range(0, 10).Select(_ => Guid.NewGuid())];
        foreach (var queued in ids)
        {
            await api.EnqueueAsync(new Mark(queued));
        }

        await api.UntilAsync(async db => await db.ScalarAsync<long>(
            "SELECT count(DISTINCT mark) FROM app.test_marks WHERE mark = ANY ($1)", ids) == ids.Length);
        (await api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.test_marks WHERE mark = ANY ($1)", ids)).ShouldBe(ids.Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("wrap")]
    public async Task A_running_job_that_is_cancelled_stops_at_once(string then)
    {
        var admin = await api.SignedInAsync(UserRole.Admin);
        await api.EnqueueAsync(new Linger(id, then));
        await api.Lingering.BeganAsync(id);
        var jobId = await api.JobAsync<Guid>(id, "id");

        var asked = await admin.PostAsync($"/api/v1/jobs/{jobId}/cancel", null);

        asked.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await asked.JsonAsync()).GetProperty("cancelRequestedAt").GetDateTimeOffset().ShouldBeGreaterThan(default);
        await api.UntilAsync(async _ => await api.JobAsync<string>(id, "state") == "cancelled");
        (await api.JobAsync<bool>(id, "fencing_token = 1 AND error_code IS NULL")).ShouldBeTrue();
        (api.Priorities.Of<ExtendLeases>(), api.Priorities.Of<EndJob>()).ShouldBe((WorkPriority.SignIn, WorkPriority.SignIn));
        await Problem.AssertAsync(
            await admin.PostAsync($"/api/v1/jobs/{Guid.NewGuid()}/cancel", null), HttpStatusCode.NotFound, "job.not_found");
    }

    [Fact]
    public async Task A_worker_outlives_a_claim_that_the_database_refuses()
    {
        const string function = "FUNCTION app.claim_jobs(text, text[], integer[], integer[], integer, interval)";
        await api.Superuser.ExecuteAsync($"REVOKE EXECUTE ON {function} FROM app_api");
        await api.EnqueueAsync(new Mark(id));
        await api.Logs.AwaitAsync(line => line.Exception is PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege });

        await api.Superuser.ExecuteAsync($"GRANT EXECUTE ON {function} TO app_api");
        await api.EnqueueAsync(new Mark(Guid.NewGuid()));

        await api.UntilAsync(async _ => await api.MarksAsync(id) == 1);
    }
}
