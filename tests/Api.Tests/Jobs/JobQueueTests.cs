using Agora.Application.Common;
using Agora.Application.Jobs;
using Agora.Domain.Jobs;
using Agora.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Agora.Api.Tests.Jobs;

/// <summary>What becomes of queued jobs. Each test drains the queue, so the tests of the class take turns.</summary>
public sealed class JobQueueTests(JobFixture api) : IClassFixture<JobFixture>
{
    private readonly Guid id = Guid.NewGuid();

    [Fact]
    public async Task A_job_runs_once_with_its_outcome()
    {
        (await api.EnqueueAsync(new Mark(id))).ShouldBeTrue();

        await api.DrainJobsAsync();
        await api.DrainJobsAsync();

        (await api.MarksAsync(id)).ShouldBe(1);
        (await OutcomeAsync()).ShouldBe(("succeeded", 1, null));
        (await api.JobAsync<bool>(id, "num_nulls(worker, lease_until, error_code) = 3 AND finished_at IS NOT NULL")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_failed_attempt_leaves_no_effect_and_is_repeated_with_a_growing_delay()
    {
        await api.EnqueueAsync(new Mark(id, Then: "throw"));

        foreach (var (attempt, state, seconds) in new[] { (1, "queued", 10), (2, "queued", 20), (3, "failed", 0) })
        {
            var before = await NowAsync();
            await api.DrainJobsAsync();
            var after = await NowAsync();

            (await OutcomeAsync()).ShouldBe((state, attempt, "job.exception"));
            if (state == "queued")
            {
                (await api.JobAsync<DateTime>(id, "due_at")).ShouldBeInRange(before.AddSeconds(seconds / 2), after.AddSeconds(seconds));
                await DueNowAsync();
            }
        }

        (await api.MarksAsync(id)).ShouldBe(0);
        (await api.JobAsync<string>(id, "error_message")).ShouldBe("InvalidOperationException: Broken");
        api.Logs.Lines.ShouldContain(line => line.Level == LogLevel.Error && line.Exception is InvalidOperationException
            && line.Message.StartsWith("test.mark", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(JobEnd.Failed)]
    [InlineData(JobEnd.GivenBack)]
    public async Task A_job_that_was_asked_to_stop_is_not_attempted_again(JobEnd end)
    {
        await api.EnqueueAsync(new Mark(id));
        var claimed = (await api.SendAsync(new ClaimJobs("test", 1))).Items.ShouldHaveSingleItem();
        await api.Superuser.ExecuteAsync("UPDATE app.jobs SET cancel_requested_at = now() WHERE id = $1", claimed.Id);

        var ended = await api.SendAsync(new EndJob(claimed, 0, end, end == JobEnd.Failed ? JobFailure.Of(JobErrors.TimedOut) : null));
        await api.DrainJobsAsync();

        ended.State.ShouldBe(JobState.Cancelled);
        (await OutcomeAsync()).ShouldBe(("cancelled", 1, end == JobEnd.Failed ? "job.timed_out" : null));
        (await api.JobAsync<bool>(id, "cancel_requested_at IS NOT NULL AND finished_at IS NOT NULL AND worker IS NULL")).ShouldBeTrue();
        (await api.MarksAsync(id)).ShouldBe(0);
    }

    [Fact]
    public async Task A_refusal_that_cannot_pass_is_not_repeated()
    {
        await api.EnqueueAsync(new Mark(id, Then: "refuse"));

        await api.DrainJobsAsync();

        (await OutcomeAsync()).ShouldBe(("failed", 1, "test.refused"));
        (await api.MarksAsync(id)).ShouldBe(0);
    }

    [Fact]
    public async Task A_refusal_that_may_pass_is_repeated_when_it_says()
    {
        await api.EnqueueAsync(new Mark(id, Then: "busy"));

        var before = await NowAsync();
        await api.DrainJobsAsync();

        (await OutcomeAsync()).ShouldBe(("queued", 1, "test.busy"));
        (await api.JobAsync<DateTime>(id, "due_at")).ShouldBeGreaterThanOrEqualTo(before.AddMinutes(10));
        await DueNowAsync();
        await api.Superuser.ExecuteAsync(
            "UPDATE app.jobs SET payload = payload || '{\"then\":\"\"}' WHERE payload->>'id' = $1", id.ToString());
        await api.DrainJobsAsync();
        (await OutcomeAsync()).ShouldBe(("succeeded", 2, null));
    }

    [Fact]
    public async Task A_job_of_several_steps_counts_them()
    {
        await api.EnqueueAsync(new Mark(id, Steps: 4));

        await api.DrainJobsAsync();

        (await OutcomeAsync()).ShouldBe(("succeeded", 1, null));
        (await api.MarksAsync(id)).ShouldBe(3);
        (await api.JobAsync<long>(id, "progress")).ShouldBe(3);
    }

    [Fact]
    public async Task An_effect_outside_of_the_outcome_happens_as_well()
    {
        await api.EnqueueAsync(new MarkOutside(id));

        await api.DrainJobsAsync();

        (await OutcomeAsync()).ShouldBe(("succeeded", 1, null));
        (await api.MarksAsync(id)).ShouldBe(1);
    }

    [Fact]
    public async Task Jobs_run_by_priority_and_then_by_their_due_time()
    {
        Guid[] ids = [Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid()];
        await api.EnqueueAsync(new Mark(ids[3]), new JobOptions { Priority = JobPriority.Low });
        await api.EnqueueAsync(new Mark(ids[2]));
        await api.EnqueueAsync(new Mark(ids[1]), new JobOptions { Delay = TimeSpan.FromSeconds(-5) });
        await api.EnqueueAsync(new Mark(ids[0]), new JobOptions { Priority = JobPriority.High });

        for (var i = 0; i < ids.Length; i++)
        {
            var claimed = (await api.SendAsync(new ClaimJobs("test", 1))).Items.ShouldHaveSingleItem();

            claimed.Payload.ShouldContain(ids[i].ToString());
            await api.SendAsync(new RunJobStep(claimed, 0));
        }
    }

    [Fact]
    public async Task A_job_that_is_not_due_waits()
    {
        await api.EnqueueAsync(new Mark(id), new JobOptions { Delay = TimeSpan.FromMinutes(5) });

        await api.DrainJobsAsync();

        (await OutcomeAsync()).ShouldBe(("queued", 0, null));
        await api.Superuser.ExecuteAsync("DELETE FROM app.jobs WHERE state = 'queued'");
    }

    [Fact]
    public async Task A_key_is_taken_while_its_job_is_unfinished()
    {
        var options = new JobOptions { UniqueKey = $"key {id}" };

        (await api.EnqueueAsync(new Mark(id), options)).ShouldBeTrue();
        (await api.EnqueueAsync(new Mark(id), options)).ShouldBeFalse();
        var claimed = (await api.SendAsync(new ClaimJobs("test", 1))).Items.ShouldHaveSingleItem();
        (await api.EnqueueAsync(new Mark(id), options)).ShouldBeFalse();
        await api.SendAsync(new RunJobStep(claimed, 0));

        (await api.EnqueueAsync(new Mark(Guid.NewGuid()), options)).ShouldBeTrue();
        await api.DrainJobsAsync();
        (await api.MarksAsync(id)).ShouldBe(1);
    }

    [Fact]
    public async Task Of_a_limited_kind_no_more_run_at_once_by_many_claims()
    {
        for (var i = 0; i < 8; i++)
        {
            await api.EnqueueAsync(new MarkOutside(Guid.NewGuid()));
        }

        var claimed = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => api.SendAsync(new ClaimJobs($"test {n}", 3))));

        claimed.Sum(c => c.Items.Count).ShouldBe(2);
        foreach (var job in claimed.SelectMany(c => c.Items))
        {
            await api.SendAsync(new EndJob(job, 0, JobEnd.GivenBack));
        }

        await api.DrainJobsAsync();
        (await api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.jobs WHERE kind = 'test.outside' AND state <> 'succeeded'"))
            .ShouldBe(0);
    }

    [Fact]
    public async Task Two_workers_never_take_one_job()
    {
        for (var i = 0; i < 40; i++)
        {
            await api.EnqueueAsync(new Mark(Guid.NewGuid()));
        }

        var claimed = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => api.SendAsync(new ClaimJobs($"test {n}", 10))));

        claimed.SelectMany(c => c.Items).Select(job => job.Id).ShouldBeUnique();
        foreach (var job in claimed.SelectMany(c => c.Items))
        {
            await api.SendAsync(new RunJobStep(job, 0));
        }

        await api.DrainJobsAsync();
    }

    [Fact]
    public async Task A_worker_that_lost_its_lease_stores_neither_outcome_nor_effect()
    {
        await api.EnqueueAsync(new Mark(id));
        var lost = (await api.SendAsync(new ClaimJobs("slow", 1))).Items.ShouldHaveSingleItem();
        await api.Superuser.ExecuteAsync("UPDATE app.jobs SET lease_until = now() - interval '1 second' WHERE id = $1", lost.Id);

        (await api.SendAsync(new ReleaseJobs())).ShouldBe(1);
        var taken = (await api.SendAsync(new ClaimJobs("other", 1))).Items.ShouldHaveSingleItem();
        (await api.SendAsync(new ExtendLeases([new JobLease(lost.Id, lost.FencingToken), new JobLease(taken.Id, taken.FencingToken)])))
            .Items.ShouldHaveSingleItem().FencingToken.ShouldBe(taken.FencingToken);
        (await api.TrySendAsync(new RunJobStep(lost, 0))).Error.ShouldBe(JobErrors.LeaseLost);
        (await api.TrySendAsync(new EndJob(lost, 0, JobEnd.GivenBack))).Error.ShouldBe(JobErrors.LeaseLost);
        (await api.MarksAsync(id)).ShouldBe(0);

        (await api.SendAsync(new RunJobStep(taken, 0))).State.ShouldBe(JobState.Succeeded);
        (await api.TrySendAsync(new RunJobStep(lost, 0))).Error.ShouldBe(JobErrors.LeaseLost);
        (await api.MarksAsync(id)).ShouldBe(1);
    }

    [Fact]
    public async Task A_job_whose_workers_always_end_fails_after_its_attempts()
    {
        await api.EnqueueAsync(new Mark(id));

        for (var attempt = 1; attempt <= 3; attempt++)
        {
            (await api.SendAsync(new ClaimJobs("dying", 1))).Items.ShouldHaveSingleItem();
            await api.Superuser.ExecuteAsync("UPDATE app.jobs SET lease_until = now() - interval '1 second' WHERE state = 'running'");
            await api.SendAsync(new ReleaseJobs());
            (await OutcomeAsync()).ShouldBe((attempt < 3 ? "queued" : "failed", attempt, "job.lease_lost"));
        }
    }

    [Theory]
    [InlineData("test.unknown", 1, "job.kind_unknown")]
    [InlineData("test.mark", 2, "job.payload_newer")]
    public async Task What_no_worker_knows_waits_a_day_and_fails_by_name(string kind, int version, string code)
    {
        await api.EnqueueAsync(new Mark(id));
        await api.Superuser.ExecuteAsync(
            "UPDATE app.jobs SET kind = $2, payload_version = $3 WHERE payload->>'id' = $1", id.ToString(), kind, version);

        await api.DrainJobsAsync();
        await api.SendAsync(new PurgeJobs());
        (await OutcomeAsync()).ShouldBe(("queued", 0, null));

        await api.Superuser.ExecuteAsync(
            "UPDATE app.jobs SET due_at = due_at - interval '25 hours' WHERE payload->>'id' = $1", id.ToString());
        await api.SendAsync(new PurgeJobs());
        (await OutcomeAsync()).ShouldBe(("failed", 0, code));
    }

    [Fact]
    public async Task A_payload_of_another_shape_fails_by_name()
    {
        await api.EnqueueAsync(new Mark(id));
        await api.Superuser.ExecuteAsync("UPDATE app.jobs SET payload = '{\"id\": 1}' WHERE payload->>'id' = $1", id.ToString());

        await api.DrainJobsAsync();

        (await api.Superuser.ScalarAsync<string>("SELECT error_code FROM app.jobs WHERE payload = '{\"id\": 1}' AND state = 'failed'"))
            .ShouldBe("job.payload_invalid");
    }

    [Fact]
    public async Task A_paused_kind_waits()
    {
        await api.Superuser.ExecuteAsync("INSERT INTO app.job_kinds (kind, paused) VALUES ('test.mark', true)");
        await api.EnqueueAsync(new Mark(id));

        await api.DrainJobsAsync();
        (await OutcomeAsync()).ShouldBe(("queued", 0, null));

        await api.Superuser.ExecuteAsync("DELETE FROM app.job_kinds");
        await api.DrainJobsAsync();
        (await OutcomeAsync()).ShouldBe(("succeeded", 1, null));
    }

    [Fact]
    public async Task Finished_jobs_are_deleted_after_their_time()
    {
        await api.EnqueueAsync(new Mark(id));
        var refused = Guid.NewGuid();
        await api.EnqueueAsync(new Mark(refused, Then: "refuse"));
        await api.DrainJobsAsync();

        await PassAsync("25 hours");
        while (await api.SendAsync(new PurgeJobs()) > 0)
        {
            // Batch after batch.
        }

        (await api.JobAsync<Guid?>(id, "id")).ShouldBeNull();
        (await api.JobAsync<Guid?>(refused, "id")).ShouldNotBeNull();
        await PassAsync("30 days");
        await api.SendAsync(new PurgeJobs());
        (await api.JobAsync<Guid?>(refused, "id")).ShouldBeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_job_exists_when_its_transaction_commits_and_not_otherwise(bool commits)
    {
        await using (var scope = api.Services.CreateAsyncScope())
        {
            scope.ServiceProvider.GetRequiredService<ActorContext>().SignIn(Actor.System);
            var queue = scope.ServiceProvider.GetRequiredService<JobQueue>();
            (await scope.ServiceProvider.GetRequiredService<IUnitOfWork>().ExecuteAsync(
                t => queue.EnqueueAsync(new Mark(id), new JobOptions(), t), _ => commits, CancellationToken.None)).ShouldBeTrue();
        }

        await api.DrainJobsAsync();

        (await api.JobAsync<string>(id, "state")).ShouldBe(commits ? "succeeded" : null);
        (await api.MarksAsync(id)).ShouldBe(commits ? 1 : 0);
    }

    private Task<DateTime> NowAsync() => api.Superuser.ScalarAsync<DateTime>("SELECT clock_timestamp()");

    private Task<int> PassAsync(string time) => api.Superuser.ExecuteAsync(
        $"UPDATE app.jobs SET finished_at = finished_at - interval '{time}' WHERE finished_at IS NOT NULL");

    private Task<int> DueNowAsync() =>
        api.Superuser.ExecuteAsync("UPDATE app.jobs SET due_at = now() WHERE payload->>'id' = $1", id.ToString());

    private async Task<(string? State, int Attempt, string? Error)> OutcomeAsync() => (
        await api.JobAsync<string>(id, "state"), await api.JobAsync<int>(id, "attempt"), await api.JobAsync<string>(id, "error_code"));
}
