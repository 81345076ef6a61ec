namespace Agora.Api.Tests.Jobs;

/// <summary>What becomes of a running job when its host stops.</summary>
public sealed class JobHandoverTests(JobWorkerTests.Working api) : IClassFixture<JobWorkerTests.Working>
{
    private readonly Guid id = Guid.NewGuid();

    [Fact]
    public async Task A_worker_that_stops_gives_its_jobs_back_and_another_takes_them()
    {
        await api.EnqueueAsync(new Linger(id));
        await api.Lingering.BeganAsync(id);

        var first = await api.JobAsync<string>(id, "worker");
        await using (var other = await api.StartHostAsync())
        {
            await api.StopAsync();
            await api.UntilAsync(async _ => await api.JobAsync<string>(id, "worker") is { } second && second != first);

            await other.StopAsync();
        }

        (await api.JobAsync<string>(id, "state")).ShouldBe("queued");
        (await api.JobAsync<int>(id, "attempt")).ShouldBe(0);
        (await api.JobAsync<int>(id, "fencing_token")).ShouldBe(2);
    }
}
