using Agora.Infrastructure.Database.Configuration;
using Agora.Infrastructure.Database.Embedded;
using Agora.Infrastructure.Tests.Database.Embedded;
using Npgsql;

namespace Agora.Infrastructure.Tests.Database.Configuration;

public sealed class ServerConfigurationTests : IAsyncLifetime
{
    private readonly ClusterInTemp temp = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await temp.RemoveAsync();

    [Fact]
    public async Task The_server_takes_every_line_for_small_and_large_machines()
    {
        var cluster = await temp.StartAsync();
        await using var server = NpgsqlDataSource.Create(cluster.AdminConnectionString("postgres"));
        Machine[] machines =
        [
            new(512L << 20, 1, DiskKind.Hdd, Workload.Oltp, 20),
            new(64L << 30, 16, DiskKind.Ssd, Workload.Mixed, 200),
            new(1L << 40, 128, DiskKind.Nvme, Workload.Analytics, 500),
        ];
        await File.AppendAllTextAsync(temp.In("data/postgresql.conf"), "include 'generated.conf'\n");
        foreach (var machine in machines)
        {
            var settings = ServerSettings.For(machine.Checked(), "server.crt", "server.key", "zstd");
            await ServerFiles.WriteAsync(temp, "generated.conf", ServerSettings.Write(settings));

            // What needs a restart cannot be applied by a reload, which is all that the view complains about.
            var errors = await ServerFiles.RowsAsync(server, """
                SELECT f.name || ': ' || f.error
                FROM pg_file_settings AS f
                LEFT JOIN pg_settings AS s USING (name)
                WHERE f.error IS NOT NULL AND s.context IS DISTINCT FROM 'postmaster'
                """);
            errors.ShouldBeEmpty();
            var read = await ServerFiles.RowsAsync(server, "SELECT name FROM pg_file_settings WHERE sourcefile LIKE '%/generated.conf'");
            read.ShouldBe(settings.Select(setting => setting.Name), ignoreOrder: true);
            var parsed = await ChildProcess.RunAsync(
                ServiceAccount.Wrap(
                    ServiceAccount.ForThisProcess(),
                    (await ClusterInTemp.InstallationAsync()).Tool("postgres"),
                    "-D", temp.In("data"), "-C", "max_connections"),
                ServerProcess.Variables(await ClusterInTemp.InstallationAsync()),
                null,
                CancellationToken.None);
            parsed.Succeeded.ShouldBeTrue(parsed.Complaint);
        }
    }

    [Fact]
    public async Task The_embedded_server_has_the_settings_of_its_machine()
    {
        temp.Options = temp.Options with { Durable = true };
        var advised = ServerSettings.ForEmbedded(Machine.OfEmbedded(temp.Options));
        var cluster = await temp.StartAsync();

        var differences = await SettingDifferences.ReadAsync(cluster.AdminConnectionString("postgres"), advised, CancellationToken.None);
        await ClusterInTemp.ReadAsync(cluster, "ALTER SYSTEM SET work_mem = '1MB'");
        await ClusterInTemp.ReadAsync(cluster, "SELECT pg_reload_conf()");
        await using var later = NpgsqlDataSource.Create(cluster.AdminConnectionString("postgres"));
        while ((await ServerFiles.RowsAsync(later, "SHOW work_mem"))[0] != "1MB")
        {
            await Task.Yield();
        }

        var changed = await SettingDifferences.ReadAsync(cluster.AdminConnectionString("postgres"), advised, CancellationToken.None);

        differences.ShouldBeEmpty();
        var only = changed.ShouldHaveSingleItem();
        (only.Advised.Name, only.Running, only.NeedsRestart).ShouldBe(("work_mem", "1024kB", false));
    }
}
