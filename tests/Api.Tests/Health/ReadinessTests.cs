using System.Net;
using System.Net.Sockets;
using Agora.Api.Health;
using Agora.Infrastructure.Common;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Media;
using Agora.Testing;
using Npgsql;

namespace Agora.Api.Tests.Health;

public sealed class ReadinessTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Is_ready_once_started_and_not_after_the_end_has_begun()
    {
        var state = new HealthState(new DatabaseReadySignal());
        (await ReportAsync(api.Access, new HealthOptions(), state)).Ready.ShouldBeFalse();
        state.Started();
        (await ReportAsync(api.Access, new HealthOptions(), state)).Ready.ShouldBeTrue();
        state.Stopping();
        (await ReportAsync(api.Access, new HealthOptions(), state)).Ready.ShouldBeFalse();
    }

    [Fact]
    public async Task Does_not_wait_for_a_host_that_never_answers()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();

        var report = await ReportAsync(
            Moved(((IPEndPoint)silent.LocalEndpoint).Port), new HealthOptions { DatabaseTimeoutSeconds = 1 }, Begun());

        report.Ready.ShouldBeFalse();
        report.Checks.Single(c => c.Name == "database").Reason.ShouldBe("did not answer in time");
    }

    [Fact]
    public async Task Says_when_the_database_is_not_there()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();

        var report = await ReportAsync(Moved(port), new HealthOptions(), Begun());

        report.Checks.Single(c => c.Name == "database").ShouldSatisfyAllConditions(
            c => c.Status.ShouldBe("failed"), c => c.Reason.ShouldBe("cannot be reached"));
    }

    [Theory]
    [InlineData(null, 1, "is nearly full")]
    [InlineData("/no/such/place/anywhere", 90, "cannot be measured")]
    public async Task Is_not_ready_without_room_on_the_disk(string? path, int percent, string reason)
    {
        var report = await ReportAsync(api.Access, new HealthOptions { DiskPath = path, DiskMaxPercent = percent }, Begun());

        report.Ready.ShouldBeFalse();
        report.Checks.Single(c => c.Name == "disk").Reason.ShouldBe(reason);
    }

    [Fact]
    public async Task Checks_once_a_second_for_all_callers()
    {
        var clock = new ManualClock();
        await using var readiness = new Readiness(api.Access, new HealthOptions(), Files, Begun(), clock);

        var first = await readiness.GetReportAsync();
        (await readiness.GetReportAsync()).ShouldBeSameAs(first);
        clock.Advance(TimeSpan.FromSeconds(1));
        (await readiness.GetReportAsync()).ShouldNotBeSameAs(first);
    }

    [Fact]
    public async Task Is_ready_after_the_database_ended_the_connection_of_the_last_question()
    {
        var clock = new ManualClock();
        await using var readiness = new Readiness(api.Access, new HealthOptions(), Files, Begun(), clock);
        (await readiness.GetReportAsync()).Ready.ShouldBeTrue();

        await api.Superuser.ExecuteAsync(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database() AND application_name = "
            + "'agora health'");
        clock.Advance(TimeSpan.FromSeconds(1));

        (await readiness.GetReportAsync()).Ready.ShouldBeTrue();
    }

    [Fact]
    public async Task Is_not_ready_without_room_for_uploaded_files()
    {
        var report = await ReportAsync(api.Access, new HealthOptions { DiskMaxPercent = 100, MediaMaxPercent = 1 }, Begun());

        report.Ready.ShouldBeFalse();
        report.Checks.Single(c => c.Name == "media").Reason.ShouldBe("is nearly full");
    }

    /// <summary>A folder that no upload has made yet.</summary>
    private static MediaVolume Files => new(Path.Combine(Path.GetTempPath(), $"agora-none-{Guid.NewGuid():N}", "media"));

    private static HealthState Begun()
    {
        var state = new HealthState(new DatabaseReadySignal());
        state.Started();
        return state;
    }

    private static async Task<ReadinessReport> ReportAsync(DatabaseAccess access, HealthOptions options, HealthState state)
    {
        await using var readiness = new Readiness(access, options, Files, state, TimeProvider.System);
        return await readiness.GetReportAsync();
    }

    private DatabaseAccess Moved(int port) =>
        api.Access with
        {
            Runtime = new NpgsqlConnectionStringBuilder(api.Access.Runtime.ConnectionString) { Host = "127.0.0.1", Port = port },
        };
}
