using System.Diagnostics;
using System.Globalization;
using Agora.Api.Tests.Cli;
using Agora.Migrations.Connections;
using Agora.Testing;
using Npgsql;

namespace Agora.Api.Tests.Maintenance;

/// <summary><c>agora db maintain</c>, which is stopped and continues.</summary>
public sealed class MaintainVerbTests : IAsyncLifetime
{
    private const int SigTerm = 15;

    private ApiDatabase? database;

    private ApiDatabase Database => database ?? throw new InvalidOperationException("Not initialised.");

    private Dictionary<string, string> Configured => new(StringComparer.Ordinal)
    {
        ["DATABASE_URL"] = DatabaseLogin.From(Database.Access.Runtime).Url,
        ["DATABASE_MAINTAIN_URL"] = DatabaseLogin.From(Database.Access.Maintain!).Url,
        ["SECRET_KEY"] = Convert.ToBase64String(new byte[32]),
        ["Maintenance__Window"] = ClosedNow(),
    };

    public async Task InitializeAsync()
    {
        database = await ApiDatabase.CreateAsync();
        foreach (var (table, rows) in new[] { ("first", 40_000), ("second", 20_000) })
        {
            await Database.Superuser.ExecuteAsync(
                $"""
                SET ROLE app_owner;
                CREATE TABLE app.{table} (id integer) WITH (autovacuum_enabled = off);
                INSERT INTO app.{table} SELECT generate_series(1, {rows});
                DELETE FROM app.{table} WHERE id % 4 = 0;
                RESET ROLE;
                SELECT pg_stat_force_next_flush();
                """);
            await Database.Superuser.ExecuteAsync($"ANALYZE app.{table}");
        }
    }

    public async Task DisposeAsync() => await Database.DisposeAsync();

    [Fact]
    public async Task No_step_begins_while_the_window_is_closed_and_a_later_run_continues()
    {
        var (planned, plan, remark) = await RunAsync("--dry-run");
        var (closed, stopped, _) = await RunAsync();
        var dead = await DeadAsync("first");
        var (open, done, _) = await RunAsync("--at-any-time");
        var (shown, last, _) = await RunAsync("--show");

        (planned, closed, open, shown).ShouldBe((0, 1, 0, 0));
        plan.ShouldContain("10000 dead rows, 25 % of all");
        remark.ShouldContain("The window is closed");
        stopped.ShouldContain("Stopped by Window, 0 steps");
        dead.ShouldBe(10_000);
        done.ShouldMatch(@"Vacuum +app\.first +Done");
        last.ShouldBe(done);
        (await DeadAsync("first"), await DeadAsync("second")).ShouldBe((0, 0));
        (await Database.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.maintenance_runs")).ShouldBe(1);
    }

    [Fact]
    public async Task A_run_that_is_stopped_within_a_step_repeats_no_other_one()
    {
        await using var holder = await Database.Superuser.OpenConnectionAsync();
        await ExecuteAsync(holder, "BEGIN; LOCK TABLE app.second IN SHARE UPDATE EXCLUSIVE MODE");
        using var run = AgoraProcess.Start(Configured, "db", "maintain", "--at-any-time");
        var (output, errors) = (run.StandardOutput.ReadToEndAsync(), run.StandardError.ReadToEndAsync());
        await Database.Superuser.WaitersAsync(1, run.WaitForExitAsync());
        using (var kill = Process.Start("kill", [$"-{SigTerm}", $"{run.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        await run.WaitForExitAsync();
        run.ExitCode.ShouldNotBe(0, await output + await errors);
        (await Database.Superuser.ScalarAsync<string>("SELECT state || ' ' || stopped_by FROM app.maintenance_runs"))
            .ShouldBe("stopped cancelled");
        (await VacuumsAsync("first"), await VacuumsAsync("second")).ShouldBe((1, 0));
        await ExecuteAsync(holder, "ROLLBACK");

        var (exit, done, _) = await RunAsync("--at-any-time");

        exit.ShouldBe(0);
        done.ShouldMatch(@"Vacuum +app\.second +Done");
        (await VacuumsAsync("first"), await VacuumsAsync("second")).ShouldBe((1, 1));
        (await Database.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.maintenance_runs")).ShouldBe(1);
    }

    private Task<(int Exit, string Output, string Errors)> RunAsync(params string[] words) =>
        AgoraProcess.RunAsync(Configured, "", ["db", "maintain", .. words]);

    private Task<long> DeadAsync(string table) => StatisticAsync("n_dead_tup", table);

    private Task<long> VacuumsAsync(string table) => StatisticAsync("vacuum_count", table);

    private Task<long> StatisticAsync(string column, string table) => Database.Superuser.ScalarAsync<long>(
        $"SELECT {column} FROM pg_stat_user_tables WHERE relid = 'app.{table}'::regclass");

    /// <summary>An hour on the other side of the day.</summary>
    private static string ClosedNow()
    {
        var hour = (TimeProvider.System.GetUtcNow().Hour + 12) % 24;
        return string.Create(CultureInfo.InvariantCulture, $"{hour:00}:00-{(hour + 1) % 24:00}:00");
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
