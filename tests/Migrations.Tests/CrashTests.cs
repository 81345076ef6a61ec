using Agora.Migrations.Events;
using Agora.Testing;

namespace Agora.Migrations.Tests;

/// <summary>The runner dies, or its worker is terminated, at every boundary between statements; the next run must need no human.</summary>
public sealed class CrashTests
{
    private const string First = """
        CREATE TABLE parent (id bigint PRIMARY KEY);
        CREATE TABLE t (id bigint PRIMARY KEY, x int, y int);
        INSERT INTO t SELECT g, g, g FROM generate_series(1, 100) AS g;
        """;

    private const string Second = """
        -- migrate: step
        ALTER TABLE t ADD COLUMN z int;
        ALTER TABLE t ADD CONSTRAINT t_x_check CHECK (x > 0) NOT VALID;
        -- migrate: step
        ALTER TABLE t VALIDATE CONSTRAINT t_x_check;
        -- migrate: step transaction=off
        CREATE UNIQUE INDEX CONCURRENTLY t_x_idx ON t (x);
        CREATE INDEX CONCURRENTLY t_y_idx ON t (lower(y::text)) WHERE y > 3;
        ALTER TABLE t ADD CONSTRAINT t_x_key UNIQUE USING INDEX t_x_idx;
        REINDEX INDEX CONCURRENTLY t_y_idx;
        VACUUM t;
        -- migrate: step transaction=off
        DROP INDEX CONCURRENTLY t_y_idx;
        -- migrate: step
        CREATE TABLE last (id int);
        """;

    private static readonly Lazy<Task<string>> Undisturbed = new(UndisturbedAsync);

    public static TheoryData<bool, int> Boundaries()
    {
        var data = new TheoryData<bool, int>();
        for (var boundary = 0; boundary < 26; boundary++)
        {
            data.Add(true, boundary);
            data.Add(false, boundary);
        }

        return data;
    }

    /// <param name="kill">Cuts all connections; otherwise the worker is terminated on the server.</param>
    [Theory]
    [MemberData(nameof(Boundaries))]
    public async Task Reaches_the_same_schema_after_a_crash_at_any_boundary(bool kill, int boundary)
    {
        await using var bench = Files(await Bench.CreateAsync());
        await using var proxy = new CuttingProxy(bench.ConnectionString);
        var crash = new CrashAt(boundary, () =>
        {
            if (kill)
            {
                proxy.Cut();
            }
            else
            {
                bench.Run(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE "
                    + "'migrate 2%'");
            }
        });

        var crashed = await new Migrator(bench.Options with { ConnectionString = proxy.ConnectionString }, crash, TimeProvider.System)
            .UpAsync(null, CancellationToken.None);
        crash.Struck.ShouldBeTrue();
        var again = await bench.MustUpAsync();

        (await bench.SchemaAsync()).ShouldBe(await Undisturbed.Value);
        crashed.Applied.Concat(again.Applied).Distinct().Count().ShouldBe(2);
        (await bench.ScalarAsync<long>("SELECT count(*) FROM t")).ShouldBe(100);
        (await bench.ScalarAsync<long>("SELECT count(*) FROM \"VersionInfo\"")).ShouldBe(2);
        (await bench.ScalarAsync<long>("SELECT count(*) FROM migrate.journal WHERE state <> 'done'")).ShouldBe(0);
    }

    private static async Task<string> UndisturbedAsync()
    {
        await using var bench = Files(await Bench.CreateAsync());
        await bench.MustUpAsync();
        return await bench.SchemaAsync();
    }

    private static Bench Files(Bench bench) =>
        bench.Migration("20260101000000_first_one", First).Migration("20260102000000_second_one", Second);

    /// <summary>Strikes when the n-th statement starts or is done, on the runner's own thread.</summary>
    private sealed class CrashAt(int boundary, Action strike) : IMigrationObserver
    {
        private int passed;

        public bool Struck { get; private set; }

        public void On(MigrationEvent happened)
        {
            if (happened is StatementStarted or StatementDone && passed++ == boundary)
            {
                Struck = true;
                strike();
            }
        }
    }
}
