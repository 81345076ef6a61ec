using System.Net;
using Agora.Api.Tests.Preferences;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Jobs;

/// <summary>The service that runs jobs, on hosts of their own.</summary>
public sealed class JobWorkerTests(JobWorkerTests.Working api) : IClassFixture<JobWorkerTests.Working>
{
    // Nothing here is found by polling.
    public sealed class Working : JobFixture
    {
        protected override IReadOnlyList<string> Settings => ["--Jobs:Workers=2", "--Jobs:PollSeconds=300", "--Jobs:StopSeconds=0"];
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

    [Fact]
    public async Task A_running_job_that_is_cancelled_stops_at_once()
    {
        var admin = await api.SignedInAsync(UserRole.Admin);
        await api.EnqueueAsync(new Linger(id));
        await api.Lingering.BeganAsync(id);
        var jobId = await api.JobAsync<Guid>(id, "id");

        var asked = await admin.PostAsync($"/api/v1/jobs/{jobId}/cancel", null);

        asked.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await asked.JsonAsync()).GetProperty("cancelRequestedAt").GetDateTimeOffset().ShouldBeGreaterThan(default);
        await api.UntilAsync(async _ => await api.JobAsync<string>(id, "state") == "cancelled");
        await Problem.AssertAsync(
            await admin.PostAsync($"/api/v1/jobs/{Guid.NewGuid()}/cancel", null), HttpStatusCode.NotFound, "job.not_found");
    }
}
