using Agora.Application.Jobs;
using Agora.Domain.Jobs;
using Agora.Testing;

namespace Agora.Api.Tests.Jobs;

public sealed class JobScheduleTests(JobScheduleTests.Scheduled api) : IClassFixture<JobScheduleTests.Scheduled>
{
    public sealed class Scheduled : JobFixture
    {
        private protected override IReadOnlyList<JobKind> Kinds =>
            [Marks with { Schedule = "0 * * * *" }, Limited with { Schedule = "0 0 * * *", RunsAtFirstStart = true }];
    }

    [Fact]
    public async Task A_schedule_queues_one_job_for_all_runs_that_were_missed_whichever_worker_is_first()
    {
        await TickAsync();
        (await QueuedAsync("test.mark")).ShouldBe(0);
        (await QueuedAsync("test.outside")).ShouldBe(1);

        await api.Superuser.ExecuteAsync("UPDATE app.job_kinds SET next_at = next_at - interval '50 hours' WHERE kind = 'test.mark'");
        var before = await NowAsync();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => TickAsync()));
        var after = await NowAsync();

        (await QueuedAsync("test.mark")).ShouldBe(1);
        (await QueuedAsync("test.outside")).ShouldBe(1);
        var next = await NextAsync("test.mark");
        next.ShouldBeGreaterThan(before);
        next.ShouldBeLessThanOrEqualTo(after.AddHours(1));

        await api.Superuser.ExecuteAsync("UPDATE app.job_kinds SET next_at = now() WHERE kind = 'test.mark'");
        await TickAsync();
        (await QueuedAsync("test.mark")).ShouldBe(1, "the former run is not finished");
    }

    [Fact]
    public async Task Another_schedule_counts_from_the_next_tick()
    {
        await TickAsync();
        await api.Superuser.ExecuteAsync("UPDATE app.job_kinds SET schedule = '0 0 1 1 *' WHERE kind = 'jobs.purge'");

        await TickAsync();

        (await api.Superuser.ScalarAsync<bool>(
            "SELECT extract(doy FROM next_at) = 1 AND scheduled_by = '0 0 1 1 *' FROM app.job_kinds WHERE kind = 'jobs.purge'"))
            .ShouldBeTrue();
    }

    [Fact]
    public async Task A_schedule_that_cannot_be_read_stops_no_other()
    {
        await TickAsync();
        await api.Superuser.ExecuteAsync("UPDATE app.job_kinds SET schedule = 'hourly' WHERE kind = 'jobs.purge'");
        await api.Superuser.ExecuteAsync("UPDATE app.job_kinds SET next_at = next_at - interval '2 hours' WHERE kind = 'test.mark'");
        var before = await NowAsync();

        var tick = await TickAsync();

        tick.Unreadable.ShouldHaveSingleItem().ShouldBe(new UnreadableSchedule("jobs.purge", "hourly", JobErrors.ScheduleInvalid));
        (await NextAsync("test.mark")).ShouldBeGreaterThan(before);
        (await QueuedAsync("test.mark")).ShouldBe(1);
        await api.Superuser.ExecuteAsync("DELETE FROM app.jobs");
        await api.Superuser.ExecuteAsync("DELETE FROM app.job_kinds");
    }

    private Task<DateTime> NowAsync() => api.Superuser.ScalarAsync<DateTime>("SELECT clock_timestamp()");

    private Task<DateTime> NextAsync(string kind) =>
        api.Superuser.ScalarAsync<DateTime>("SELECT next_at FROM app.job_kinds WHERE kind = $1", kind);

    private Task<ScheduledJobs> TickAsync() => api.SendAsync(new EnqueueScheduledJobs());

    private Task<long> QueuedAsync(string kind) =>
        api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.jobs WHERE kind = $1 AND state = 'queued'", kind);
}
