using Agora.Infrastructure.Database.Embedded;
using Agora.Migrations;
using Agora.Testing;
using Npgsql;

namespace Agora.Infrastructure.Tests.Database.Embedded;

public sealed class ThrowAwayClusterTests : IDisposable
{
    private readonly OpenTempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Lives_as_long_as_one_process_uses_it_and_is_deleted_after_the_last()
    {
        var first = await Open();
        var second = await Open();
        second.AdminConnectionString("postgres").ShouldBe(first.AdminConnectionString("postgres"));

        first.Dispose();
        (await Read(second, "SELECT 1")).ShouldBe(1);

        second.Dispose();
        await Reaped();
        Directory.Exists(folder.In("cluster")).ShouldBeFalse();
    }

    [Fact]
    public async Task Serves_the_next_run_that_comes_while_it_lingers()
    {
        var first = await Open(TimeSpan.FromMinutes(10));
        await Read(first, "CREATE TABLE template_of_the_first_run (id int)");
        first.Dispose();

        var second = await Open(TimeSpan.FromMinutes(10));

        (await Read(second, "SELECT count(*) FROM template_of_the_first_run")).ShouldBe(0L);
        second.Dispose();
        await KillReaper();
        await Delete();
    }

    [Fact]
    public async Task Deletes_first_what_a_run_left_that_was_killed_with_its_reaper()
    {
        var killed = await Open(TimeSpan.FromMinutes(10));
        await Read(killed, "CREATE TABLE left_over (id int)");
        killed.Dispose();
        await KillReaper();

        var next = await Open();

        (await Read(next, "SELECT to_regclass('left_over') IS NULL")).ShouldBe(true);
        next.Dispose();
        await Reaped();
    }

    [Fact]
    public async Task Is_not_for_a_server_that_lacks_the_mark()
    {
        var cluster = await Open();
        var server = cluster.AdminConnectionString("postgres");

        var refused = await Should.ThrowAsync<UsageException>(TestCluster.UseServerAsync(server, CancellationToken.None));
        refused.Message.ShouldContain($"CREATE DATABASE {TestCluster.MarkerDatabase}");

        await Read(cluster, $"CREATE DATABASE {TestCluster.MarkerDatabase}");
        (await TestCluster.UseServerAsync(server, CancellationToken.None)).IsForeign.ShouldBeTrue();
        cluster.Dispose();
        await Reaped();
    }

    private Task<ThrowAwayCluster> Open(TimeSpan linger = default) =>
        ThrowAwayCluster.OpenAsync(folder.Path, linger, CancellationToken.None);

    // The reaper holds its lock until it has done its work.
    private async Task Reaped()
    {
        using var held = await FileLock.ExclusiveAsync(folder.In("reaper.lock"), () => { }, TimeProvider.System, CancellationToken.None)
            .WaitAsync(TimeSpan.FromMinutes(1));
    }

    private async Task KillReaper()
    {
        // Its argument, the folder, is this test's alone. The children that wait for it hold its locks too.
        const string script = """
            for process in /proc/[0-9]*; do
                if tr '\0' ' ' < "$process/cmdline" 2> /dev/null | grep -q "reaper $0 "; then
                    kill -s KILL -- "-${process#/proc/}"
                fi
            done
            """;
        await ChildProcess.RunAsync(["/bin/sh", "-c", script, folder.Path], CancellationToken.None);
        await Reaped();
    }

    private async Task Delete()
    {
        var options = new EmbeddedPostgresOptions { DataDirectory = folder.In("cluster") };
        await EmbeddedCluster.ResetAsync(await ClusterInTemp.InstallationAsync(), options, TimeProvider.System, CancellationToken.None);
    }

    private static async Task<object?> Read(ThrowAwayCluster cluster, string sql)
    {
        var login = new NpgsqlConnectionStringBuilder(cluster.AdminConnectionString("postgres")) { Pooling = false };
        await using var source = NpgsqlDataSource.Create(login);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
