using Agora.Application.Jobs;
using Agora.Infrastructure.Jobs;
using Agora.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Api.Tests.Jobs;

/// <summary>Several jobs of a kind in one transaction. What one of them makes of that must not reach the others.</summary>
public sealed class JobsTogetherTests(JobFixture api) : IClassFixture<JobFixture>
{
    private const string Effects = """
        SELECT count(*)
        FROM app.test_marks AS m
        JOIN app.jobs AS j ON j.payload->>'id' = m.mark::text
        WHERE j.id = ANY ($1)
        """;

    [Fact]
    public async Task They_share_a_transaction()
    {
        var claimed = await ClaimAsync([.. Enumerable.Range(0, 5).Select(_ => new Mark(Guid.NewGuid()))]);

        await RunAsync(claimed);

        (await OutcomesAsync(claimed)).ShouldBe(Enumerable.Repeat("succeeded 1 -", 5));
        (await CountAsync(claimed)).ShouldBe(5);
        (await api.Superuser.ScalarAsync<long>(
            "SELECT count(DISTINCT xmin::text) FROM app.jobs WHERE id = ANY ($1)", Ids(claimed))).ShouldBe(1);
    }

    [Theory]
    [InlineData("throw", "queued 1 job.exception")]
    [InlineData("refuse", "failed 1 test.refused")]
    [InlineData("busy", "queued 1 test.busy")]
    public async Task One_that_fails_leaves_the_others_their_effect_once(string then, string outcome)
    {
        var claimed = await ClaimAsync(new(Guid.NewGuid()), new(Guid.NewGuid(), then), new(Guid.NewGuid()));

        await RunAsync(claimed);

        (await OutcomesAsync(claimed)).ShouldBe(["succeeded 1 -", outcome, "succeeded 1 -"]);
        (await CountAsync(claimed)).ShouldBe(2);
    }

    [Fact]
    public async Task One_of_several_steps_continues_alone()
    {
        var claimed = await ClaimAsync(new(Guid.NewGuid(), Steps: 3), new(Guid.NewGuid()));

        await RunAsync(claimed);

        (await OutcomesAsync(claimed)).ShouldBe(["succeeded 1 -", "succeeded 1 -"]);
        (await CountAsync(claimed)).ShouldBe(3);
    }

    [Fact]
    public async Task One_that_was_lost_leaves_the_others_their_effect_once()
    {
        var claimed = await ClaimAsync(new(Guid.NewGuid()), new(Guid.NewGuid()));
        await api.Superuser.ExecuteAsync("UPDATE app.jobs SET lease_until = now() - interval '1 second' WHERE id = $1", claimed[0].Id);
        (await api.SendAsync(new ReleaseJobs())).ShouldBe(1);

        await RunAsync(claimed);

        (await OutcomesAsync(claimed)).ShouldBe(["queued 1 job.lease_lost", "succeeded 1 -"]);
        (await CountAsync(claimed)).ShouldBe(1);
        await api.DrainJobsAsync();
        (await CountAsync(claimed)).ShouldBe(2);
    }

    [Fact]
    public async Task A_payload_of_another_shape_fails_alone()
    {
        var claimed = await ClaimAsync(new(Guid.NewGuid()), new(Guid.NewGuid()));
        claimed = [claimed[0] with { Payload = "{}" }, claimed[1]];

        await RunAsync(claimed);

        (await OutcomesAsync(claimed)).ShouldBe(["failed 1 job.payload_invalid", "succeeded 1 -"]);
        (await CountAsync(claimed)).ShouldBe(1);
    }

    [Fact]
    public void Only_first_attempts_of_transactional_kinds_share_a_transaction()
    {
        ClaimedJob Job(string kind, int attempt) => new(Guid.NewGuid(), kind, "{}", 1, attempt, 3, 1, 0);
        var claimed = Enumerable.Range(0, 20).Select(_ => Job("test.mark", 1))
            .Concat([Job("test.mark", 2), Job("test.mark", 3), Job("test.outside", 1), Job("test.outside", 1)])
            .ToList();

        var shared = api.Services.GetRequiredService<JobWorker>().Transactions(claimed, each: 16).ToList();

        shared.Select(jobs => jobs.Length).ShouldBe([16, 4, 1, 1, 1, 1]);
        shared.SelectMany(jobs => jobs).ShouldBe(claimed);
    }

    private static Guid[] Ids(IReadOnlyList<ClaimedJob> claimed) => [.. claimed.Select(job => job.Id)];

    private async Task<IReadOnlyList<ClaimedJob>> ClaimAsync(params Mark[] marks)
    {
        foreach (var mark in marks)
        {
            await api.EnqueueAsync(mark);
        }

        var claimed = (await api.SendAsync(new ClaimJobs("test", marks.Length))).Items;
        return [.. marks.Select(mark => claimed.Single(job => job.Payload.Contains(mark.Id.ToString(), StringComparison.Ordinal)))];
    }

    private async Task RunAsync(IReadOnlyList<ClaimedJob> claimed) => await api.Services.GetRequiredService<JobWorker>()
        .RunAsync(claimed, api.Services.GetRequiredService<TimeProvider>().GetTimestamp());

    private Task<string[]?> OutcomesAsync(IReadOnlyList<ClaimedJob> claimed) => api.Superuser.ScalarAsync<string[]>(
        """
        SELECT array_agg(concat_ws(' ', j.state, j.attempt, coalesce(j.error_code, '-')) ORDER BY c.place)
        FROM unnest($1) WITH ORDINALITY AS c (id, place)
        JOIN app.jobs AS j ON j.id = c.id
        """,
        Ids(claimed));

    private Task<long> CountAsync(IReadOnlyList<ClaimedJob> claimed) => api.Superuser.ScalarAsync<long>(Effects, Ids(claimed));
}
