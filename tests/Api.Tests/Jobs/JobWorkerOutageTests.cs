using Agora.Application.Jobs;
using Agora.Infrastructure.Common;
using Agora.Infrastructure.Jobs;
using Agora.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Agora.Api.Tests.Jobs;

/// <summary>What a worker does when the database does not take its heartbeats or outcomes.</summary>
public sealed class JobWorkerOutageTests(JobFixture api) : IClassFixture<JobFixture>, IAsyncLifetime
{
    private readonly ManualClock clock = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => api.Superuser.ExecuteAsync("DELETE FROM app.jobs");

    [Fact]
    public async Task A_job_stops_before_its_lease_ends_when_heartbeats_fail()
    {
        var id = Guid.NewGuid();
        var signal = new JobSignal(clock);
        using var worker = Worker(new JobSettings { LeaseSeconds = 600, StopSeconds = 0 }, signal);
        await api.EnqueueAsync(new Linger(id));
        await worker.StartAsync(CancellationToken.None);
        await api.Lingering.BeganAsync(id);
        await api.Superuser.ExecuteAsync("REVOKE UPDATE (lease_until) ON app.jobs FROM app_api");

        // The next heartbeat would come when the lease is over.
        clock.Advance(TimeSpan.FromSeconds(400));
        signal.Received("running");

        await api.Lingering.StoppedAsync(id);
        await api.Superuser.ExecuteAsync("GRANT UPDATE (lease_until) ON app.jobs TO app_api");
        await worker.StopAsync(CancellationToken.None);
        (await api.JobAsync<string>(id, "state")).ShouldBe("running", "the lease ends by itself");
    }

    [Fact]
    public async Task A_job_that_cannot_be_given_back_keeps_no_other_from_it()
    {
        Guid[] ids = [Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid()];
        using var worker = Worker(new JobSettings { StopSeconds = 0 }, new JobSignal(clock));
        foreach (var id in ids)
        {
            await api.EnqueueAsync(new Linger(id, Then: "stay"));
        }

        await worker.StartAsync(CancellationToken.None);
        foreach (var id in ids)
        {
            await api.Lingering.BeganAsync(id);
        }

        await RefuseOneOutcomeAsync();
        await worker.StopAsync(CancellationToken.None);

        (await api.Superuser.ScalarAsync<string[]>("SELECT array_agg(state ORDER BY state) FROM app.jobs WHERE kind = 'test.linger'"))
            .ShouldBe(["queued", "queued", "running"]);
        api.Lingering.Release();
    }

    private Task<int> RefuseOneOutcomeAsync() => api.Superuser.ExecuteAsync(
        """
        CREATE SEQUENCE app.test_outcomes;
        GRANT USAGE ON SEQUENCE app.test_outcomes TO app_api;
        CREATE FUNCTION app.test_refuse_one() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF nextval('app.test_outcomes') = 1 THEN
                RAISE EXCEPTION 'not this one';
            END IF;
            RETURN NEW;
        END
        $$;
        CREATE TRIGGER test_refuse_one BEFORE UPDATE ON app.jobs FOR EACH ROW WHEN (NEW.state = 'queued')
            EXECUTE FUNCTION app.test_refuse_one();
        """);

    private JobWorker Worker(JobSettings settings, JobSignal signal)
    {
        var services = api.Services;
        return new JobWorker(
            services.GetRequiredService<JobRunner>(),
            settings,
            signal,
            services.GetRequiredService<DatabaseReadySignal>(),
            services.GetRequiredService<Outages>(),
            clock,
            services.GetRequiredService<ILogger<JobWorker>>());
    }
}
