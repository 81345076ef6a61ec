using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Agora.Infrastructure.Database.Embedded;

namespace Agora.Infrastructure.Tests.Database.Embedded;

public sealed class EmbeddedClusterTests : IAsyncLifetime
{
    private readonly ClusterInTemp temp = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await temp.RemoveAsync();

    [Fact]
    public async Task Keeps_the_data_from_one_start_to_the_next()
    {
        var first = await temp.StartAsync();
        first.Start.ShouldBe(ClusterStart.Started);
        await ClusterInTemp.ReadAsync(first, "CREATE TABLE kept (id int)");
        await first.StopAsync(CancellationToken.None);
        (await temp.StatusAsync()).ProcessId.ShouldBeNull();

        var second = await temp.StartAsync();

        second.Start.ShouldBe(ClusterStart.Started);
        (await ClusterInTemp.ReadAsync(second, "SELECT count(*) FROM kept")).ShouldBe(0L);
    }

    [Fact]
    public async Task Joins_a_server_that_another_host_runs_and_leaves_it_running()
    {
        var first = await temp.StartAsync();

        var second = await temp.StartAsync();
        await second.StopAsync(CancellationToken.None);

        second.Start.ShouldBe(ClusterStart.Joined);
        second.Port.ShouldBe(first.Port);
        (await ClusterInTemp.ReadAsync(first, "SELECT 1")).ShouldBe(1);
    }

    [Fact]
    public async Task Starts_one_server_for_two_hosts_at_the_same_moment()
    {
        var both = await Task.WhenAll(Task.Run(temp.StartAsync), Task.Run(temp.StartAsync));

        both.Select(cluster => cluster.Start).ShouldBe([ClusterStart.Started, ClusterStart.Joined], ignoreOrder: true);
        both[0].Port.ShouldBe(both[1].Port);
    }

    [Fact]
    public async Task Stops_when_its_host_dies()
    {
        var dead = await temp.StartAsync();
        var server = (await temp.StatusAsync()).ProcessId.ShouldNotBeNull();
        dead.ReleaseOwnership();

        await ClusterInTemp.EndedAsync(server);

        (await temp.StartAsync()).Start.ShouldBe(ClusterStart.Started);
    }

    [Fact]
    public async Task Outlives_a_guest_that_dies()
    {
        var host = await temp.StartAsync();
        var guest = await temp.StartAsync();

        guest.ReleaseOwnership();

        (await ClusterInTemp.ReadAsync(host, "SELECT 1")).ShouldBe(1);
    }

    [Fact]
    public async Task Takes_over_and_stops_the_server_of_a_host_that_died_with_its_watch()
    {
        temp.Options = temp.Options with { StopsWithHost = false };
        var dead = await temp.StartAsync();
        dead.ReleaseOwnership();

        var next = await temp.StartAsync();
        next.Start.ShouldBe(ClusterStart.TakenOver);
        next.Port.ShouldBe(dead.Port);
        await next.StopAsync(CancellationToken.None);

        (await temp.StatusAsync()).ProcessId.ShouldBeNull();
    }

    [Fact]
    public async Task Starts_after_a_crash_although_the_pid_in_the_old_files_belongs_to_another_process_now()
    {
        temp.Options = temp.Options with { Durable = true };
        var crashed = await temp.StartAsync();
        await ClusterInTemp.ReadAsync(crashed, "CREATE TABLE kept (id int)");
        await temp.CrashAsync();
        crashed.ReleaseOwnership();
        // The server takes a process of another account for gone, so the unrelated process runs under the same account.
        string[] sleep = ServiceAccount.Wrap(ServiceAccount.ForThisProcess(), "sleep", "600");
        using var stranger = Process.Start(new ProcessStartInfo(sleep[0], sleep[1..]) { UseShellExecute = false, WorkingDirectory = "/" })!;
        temp.Options = temp.Options with { Port = crashed.Port };
        foreach (var file in new[] { "data/postmaster.pid", $"run/.s.PGSQL.{crashed.Port}.lock" })
        {
            var lines = await File.ReadAllLinesAsync(temp.In(file));
            lines[0] = stranger.Id.ToString(CultureInfo.InvariantCulture);
            await File.WriteAllLinesAsync(temp.In(file), lines);
        }

        try
        {
            var next = await temp.StartAsync();

            next.Start.ShouldBe(ClusterStart.Started);
            next.Port.ShouldBe(crashed.Port);
            (await ClusterInTemp.ReadAsync(next, "SELECT count(*) FROM kept")).ShouldBe(0L);
        }
        finally
        {
            stranger.Kill();
        }
    }

    [Fact]
    public async Task Initialises_anew_where_an_initialisation_was_interrupted()
    {
        var first = await temp.StartAsync();
        await first.StopAsync(CancellationToken.None);
        Directory.Delete(temp.In("data"), recursive: true);
        Directory.CreateDirectory(temp.In("data.new"));
        await File.WriteAllTextAsync(temp.In("data.new/PG_VERSION"), "17\n");

        (await temp.StartAsync()).Start.ShouldBe(ClusterStart.Started);
    }

    [Fact]
    public async Task Says_which_port_is_taken_and_the_remedy()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        temp.Options = temp.Options with { Port = ((IPEndPoint)other.LocalEndpoint).Port };

        var refused = await Should.ThrowAsync<EmbeddedPostgresException>(temp.StartAsync());

        refused.Failure.ShouldBe(EmbeddedPostgresFailure.PortTaken);
        refused.Message.ShouldContain($"Port {temp.Options.Port} on 127.0.0.1");
        refused.Message.ShouldContain("Database:Embedded:Port");
        refused.Message.ShouldContain($"kill {Environment.ProcessId}");
    }

    [Fact]
    public async Task Says_which_server_has_the_port()
    {
        var first = await temp.StartAsync();
        var other = new ClusterInTemp();
        try
        {
            other.Options = other.Options with { Port = first.Port };

            var refused = await Should.ThrowAsync<EmbeddedPostgresException>(other.StartAsync());

            refused.Message.ShouldContain($"its data in {temp.In("data")}");
            refused.Message.ShouldContain($"kill {(await temp.StatusAsync()).ProcessId}");
        }
        finally
        {
            await other.RemoveAsync();
        }
    }

    [Fact]
    public async Task Shows_the_end_of_the_log_when_the_server_does_not_come_up()
    {
        var first = await temp.StartAsync();
        await first.StopAsync(CancellationToken.None);
        await File.AppendAllTextAsync(temp.In("data/postgresql.conf"), "no_such_setting = 1\n");

        var failed = await Should.ThrowAsync<EmbeddedPostgresException>(temp.StartAsync());

        failed.Failure.ShouldBe(EmbeddedPostgresFailure.StartFailed);
        failed.Message.ShouldContain("no_such_setting");
        (await temp.StatusAsync()).ProcessId.ShouldBeNull();
    }

    [Fact]
    public async Task Refuses_data_of_another_major_version()
    {
        var first = await temp.StartAsync();
        await first.StopAsync(CancellationToken.None);
        await File.WriteAllTextAsync(temp.In("data/PG_VERSION"), "16\n");

        var refused = await Should.ThrowAsync<EmbeddedPostgresException>(temp.StartAsync());

        refused.Failure.ShouldBe(EmbeddedPostgresFailure.WrongVersion);
        refused.Message.ShouldContain("belongs to PostgreSQL 16");
    }

    [Fact]
    public async Task Says_so_when_the_password_in_the_folder_is_not_the_servers()
    {
        var first = await temp.StartAsync();
        await first.StopAsync(CancellationToken.None);
        await File.WriteAllTextAsync(temp.In("superuser.password"), "wrong\n");

        var refused = await Should.ThrowAsync<EmbeddedPostgresException>(temp.StartAsync());

        refused.Message.ShouldContain("superuser.password");
        (await temp.StatusAsync()).ProcessId.ShouldBeNull();
    }

    [Fact]
    public async Task Resets_to_an_empty_cluster_even_while_a_forgotten_server_runs()
    {
        temp.Options = temp.Options with { StopsWithHost = false };
        var first = await temp.StartAsync();
        await ClusterInTemp.ReadAsync(first, "CREATE TABLE forgotten (id int)");
        first.ReleaseOwnership();

        await temp.ResetAsync();

        (await temp.StatusAsync()).ShouldBe(new ClusterStatus(temp.Root, Initialised: false, ProcessId: null, Port: null));
        var next = await temp.StartAsync();
        (await ClusterInTemp.ReadAsync(next, "SELECT to_regclass('forgotten') IS NULL")).ShouldBe(true);
    }

    [Fact]
    public async Task Does_not_reset_what_another_host_serves()
    {
        var served = await temp.StartAsync();

        var refused = await Should.ThrowAsync<EmbeddedPostgresException>(temp.ResetAsync());

        refused.Failure.ShouldBe(EmbeddedPostgresFailure.InUse);
        (await ClusterInTemp.ReadAsync(served, "SELECT 1")).ShouldBe(1);
    }

    [Fact]
    public async Task Neither_starts_in_nor_deletes_a_folder_that_is_not_its_own()
    {
        Directory.CreateDirectory(temp.Root);
        await File.WriteAllTextAsync(temp.In("thesis.txt"), "ten years of work");

        var start = await Should.ThrowAsync<EmbeddedPostgresException>(temp.StartAsync());
        var reset = await Should.ThrowAsync<EmbeddedPostgresException>(temp.ResetAsync());

        start.Failure.ShouldBe(EmbeddedPostgresFailure.BadFolder);
        reset.Failure.ShouldBe(EmbeddedPostgresFailure.BadFolder);
        Directory.GetFileSystemEntries(temp.Root).ShouldBe([temp.In("thesis.txt")]);
    }

    [Fact]
    public async Task Resets_a_folder_that_does_not_exist_by_doing_nothing()
    {
        await temp.ResetAsync();

        Directory.Exists(temp.Root).ShouldBeFalse();
    }
}
