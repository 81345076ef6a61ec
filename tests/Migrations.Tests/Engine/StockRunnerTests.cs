using Agora.Migrations.Engine;
using Agora.Migrations.Events;
using Agora.Migrations.Files;
using Agora.Migrations.Planning;
using Agora.Migrations.Running;
using FluentMigrator;
using FluentMigrator.Infrastructure;
using FluentMigrator.Runner;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Migrations.Tests.Engine;

/// <summary>Stock FluentMigrator, with its own processor and version table, and ours: each continues where the other stopped.</summary>
public sealed class StockRunnerTests
{
    private const string History =
        "SELECT string_agg(\"Version\" || ' ' || \"Description\", E'\\n' ORDER BY \"Version\") FROM \"VersionInfo\"";

    [Fact]
    public async Task Finds_nothing_to_do_behind_ours_and_ours_nothing_behind_it()
    {
        await using var ours = Files(await Bench.CreateAsync());
        await using var stock = Files(await Bench.CreateAsync());

        await ours.MustUpAsync();
        var (schema, history) = (await ours.SchemaAsync(), await ours.ScalarAsync<string>(History));
        Stock(ours, runner =>
        {
            runner.HasMigrationsToApplyUp().ShouldBeFalse();
            runner.MigrateUp();
        });
        Stock(stock, runner => runner.MigrateUp());

        (await ours.ScalarAsync<string>(History)).ShouldBe(history);
        (await stock.ScalarAsync<string>(History)).ShouldBe(history);
        (await stock.SchemaAsync()).ShouldBe(schema);
        (await stock.MustUpAsync()).Applied.ShouldBeEmpty();
        (await stock.Migrator().StatusAsync(CancellationToken.None)).Versions.ShouldAllBe(line => line.State == MigrationState.Applied);
        (await stock.SchemaAsync()).ShouldBe(schema);
    }

    [Fact]
    public async Task Each_rolls_back_and_continues_the_work_of_the_other()
    {
        await using var bench = Files(await Bench.CreateAsync());
        await bench.MustUpAsync();
        var (schema, history) = (await bench.SchemaAsync(), await bench.ScalarAsync<string>(History));

        Stock(bench, runner => runner.MigrateDown(20260101000000));
        (await bench.ScalarAsync<long>("SELECT count(*) FROM \"VersionInfo\"")).ShouldBe(1);
        (await bench.MustUpAsync()).Applied.ShouldBe([20260102000000, 20260103000000]);
        (await bench.DownAsync(DownTarget.Version(20260102000000))).Applied.ShouldBe([20260103000000]);
        Stock(bench, runner => runner.MigrateUp());

        (await bench.SchemaAsync()).ShouldBe(schema);
        (await bench.ScalarAsync<string>(History)).ShouldBe(history);
        (await bench.MustUpAsync()).Applied.ShouldBeEmpty();
    }

    [Fact]
    public async Task Rolls_back_with_an_exit_of_its_own_when_it_is_faster()
    {
        await using var bench = Files(await Bench.CreateAsync());
        await bench.MustUpAsync(to: 20260101000000);
        bench.Migration("20260102000000_name_things", "SELECT count(*) FROM things;");
        var observer = new OnStatement(() => Stock(bench, runner => runner.MigrateUp(20260102000000)));

        var report = await new Migrator(bench.Options, observer, TimeProvider.System).UpAsync(null, CancellationToken.None);

        report.Exit.ShouldBe(MigratorExit.AnotherRunner);
        report.Failure!.Message.ShouldContain("Run again");
        (await bench.MustUpAsync()).Applied.ShouldBe([20260103000000]);
    }

    private static Bench Files(Bench bench)
    {
        var within = $"{typeof(StockRunnerTests).Namespace}.Classes.Last";
        bench.Write("migrate.toml", $"[classes]\nassembly = \"Agora.Migrations.Tests\"\nnamespace = \"{within}\"");
        return bench
            .Migration(
                "20260101000000_make_things",
                "CREATE TABLE things (id bigint CONSTRAINT things_pkey PRIMARY KEY);",
                "DROP TABLE things;")
            .Migration(
                "20260102000000_name_things",
                """
                -- migrate: step
                ALTER TABLE things ADD COLUMN name text;
                -- migrate: step
                ALTER TABLE things ADD CONSTRAINT things_name_check CHECK (name <> '');
                """,
                "ALTER TABLE things DROP COLUMN name;");
    }

    /// <summary>Its own runner, version loader and processor; only the files are given to it, which it has no reader for.</summary>
    private static void Stock(Bench bench, Action<IMigrationRunner> verb)
    {
        using var provider = new ServiceCollection()
            .AddFluentMigratorCore()
            .ConfigureRunner(builder => builder.AddPostgres().WithGlobalConnectionString($"{bench.ConnectionString};Pooling=false"))
            .AddSingleton(MigrationDirectory.Read(bench.Root))
            .AddScoped<IMigrationInformationLoader, FileSource>()
            .BuildServiceProvider(validateScopes: false);
        using var scope = provider.CreateScope();
        verb(scope.ServiceProvider.GetRequiredService<IMigrationRunner>());
    }

    private sealed class FileSource(MigrationDirectory directory) : IMigrationInformationLoader
    {
        public SortedList<long, IMigrationInfo> LoadMigrations()
        {
            var all = new SortedList<long, IMigrationInfo>();
            foreach (var migration in directory.Versioned)
            {
                all.Add(migration.Version, migration.ClassName is null
                    ? new SqlFileMigrationInfo(migration)
                    : new MigrationInfo(
                        migration.Version, "make last", TransactionBehavior.Default, false, () => new Classes.Last.MakeLast()));
            }

            return all;
        }
    }

    private sealed class OnStatement(Action act) : IMigrationObserver
    {
        private bool acted;

        public void On(MigrationEvent happened)
        {
            if (!acted && happened is StatementDone)
            {
                acted = true;
                act();
            }
        }
    }
}
