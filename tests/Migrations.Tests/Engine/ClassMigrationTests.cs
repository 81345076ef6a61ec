using Agora.Migrations.Events;
using Agora.Migrations.Files;
using Agora.Migrations.Lint;
using Agora.Migrations.Locks;
using Agora.Migrations.Planning;
using Agora.Migrations.Reviews;
using Agora.Migrations.Running;
using Agora.Migrations.Scripting;
using Agora.Migrations.Tests.Tracing;
using Agora.Migrations.Tracing;

namespace Agora.Migrations.Tests.Engine;

/// <summary>C# classes of FluentMigrator among SQL files: one order, one history, and the same promises.</summary>
public sealed class ClassMigrationTests
{
    private static readonly long[] Versions = [20260101000000, 20260102000000, 20260103000000, 20260104000000, 20260105000000];

    [Fact]
    public async Task Goes_up_down_and_up_again_among_files()
    {
        await using var bench = Mixed(await Bench.CreateAsync());

        (await bench.MustUpAsync()).Applied.ShouldBe(Versions);
        var first = await bench.SchemaAsync();
        (await bench.ScalarAsync<string>("SELECT string_agg(name, ',' ORDER BY id) FROM things")).ShouldBe("{none},it's");
        (await bench.ScalarAsync<string>("SELECT \"Description\" FROM \"VersionInfo\" WHERE \"Version\" = 20260102000000"))
            .ShouldBe("Name the things");
        (await bench.DownAsync(DownTarget.Version(20260101000000))).Applied.ShouldBe(Versions.Skip(1).Reverse());
        (await bench.ScalarAsync<long>("SELECT count(*) FROM \"VersionInfo\"")).ShouldBe(1);
        await bench.MustUpAsync();

        (await bench.SchemaAsync()).ShouldBe(first);
        (await bench.MustUpAsync()).Applied.ShouldBeEmpty();
        (await bench.Migrator().StatusAsync(CancellationToken.None)).Versions.ShouldAllBe(line => line.State == MigrationState.Applied);
    }

    [Fact]
    public async Task Steps_aside_for_a_reader_and_tries_again()
    {
        await using var bench = Mixed(await Bench.CreateAsync());
        await bench.MustUpAsync(to: 20260101000000);
        var reader = await bench.ConnectAsync();
        await using (var command = new Npgsql.NpgsqlCommand("BEGIN; SELECT count(*) FROM things", reader))
        {
            await command.ExecuteNonQueryAsync();
        }

        var observer = new At(happened => happened is LockAttempted, 1, () => reader.Dispose());
        var report = await new Migrator(bench.Options, observer, TimeProvider.System).UpAsync(20260102000000, CancellationToken.None);

        report.Failure.ShouldBeNull();
        observer.Struck.ShouldBeTrue();
        (await bench.ScalarAsync<int>("SELECT attempts FROM migrate.migration WHERE version = 20260102000000")).ShouldBe(2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Reaches_the_same_schema_after_a_crash_at_any_statement(int statement)
    {
        await using var undisturbed = Mixed(await Bench.CreateAsync());
        await using var bench = Mixed(await Bench.CreateAsync());
        await undisturbed.MustUpAsync();
        await bench.MustUpAsync(to: 20260101000000);
        var crash = new At(happened => happened is StatementDone, statement, () =>
            bench.Run("""
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND application_name LIKE 'migrate 2%'
                """));

        await new Migrator(bench.Options, crash, TimeProvider.System).UpAsync(null, CancellationToken.None);
        crash.Struck.ShouldBeTrue();
        await bench.MustUpAsync();

        (await bench.SchemaAsync()).ShouldBe(await undisturbed.SchemaAsync());
    }

    [Fact]
    public async Task Is_planned_linted_scripted_and_hashed_like_a_file()
    {
        await using var bench = Mixed(await Bench.CreateAsync());
        var directory = MigrationDirectory.Read(bench.Root);
        directory.Problems.ShouldBeEmpty();

        var plan = await bench.Migrator().PlanAsync(CancellationToken.None);
        plan.Migrations.Select(migration => migration.Version).ShouldBe(Versions);
        plan.Migrations[1].File.ShouldBe("classes/20260102000000_name_things.sql");
        plan.Migrations[3].Steps.Single().Transaction.ShouldBeFalse();

        var lint = MigrationLinter.Lint(LintRequest.Of(directory, LintPolicy.Of(bench.Root, TimeProvider.System.GetUtcNow())));
        lint.Open.ShouldContain(finding => finding.File.StartsWith("classes/", StringComparison.Ordinal));

        bench.Migrator().Script(new ScriptRange(0, null)).ShouldContain("CREATE INDEX CONCURRENTLY things_name_idx");
        bench.Migrator().ExportFluentMigrator("Exported").Count.ShouldBe(2);
        await bench.MustUpAsync();
        (await bench.ScalarAsync<string>("SELECT token_sha256 FROM migrate.migration WHERE version = 20260102000000"))
            .ShouldBe(directory.Find(20260102000000)!.Up.TokenHash);
    }

    [Fact]
    public async Task Is_traced_and_reviewed_like_a_file()
    {
        await using var bench = Mixed(await Bench.CreateAsync());
        await using var scratch = await Scratch.CreateAsync();
        var directory = MigrationDirectory.Read(bench.Root);
        var request = new TraceRequest(new HashSet<long> { 20260102000000, 20260105000000 }, new HashSet<string>(StringComparer.Ordinal));
        var options = LintPolicy.Of(bench.Root, TimeProvider.System.GetUtcNow());

        var lint = MigrationLinter.Lint(LintRequest.Of(directory, options));
        var target = new MigratorOptions { ConnectionString = scratch.Migrator, Directory = bench.Root };

        var trace = await new Tracer(target, scratch, TimeProvider.System).RunAsync(request, CancellationToken.None);
        await using var page = new StringWriter();
        ReviewPage.Write(ReviewSubject.Of(directory, request, PolicyFile.Read(bench.Root), lint, options, trace), page, "rules.md");

        trace.Failure.ShouldBeNull();
        trace.Differences.ShouldBeEmpty();
        trace.Migrations.Select(migration => migration.File)
            .ShouldBe(["classes/20260102000000_name_things.sql", "classes/20260105000000_make_tags.sql"]);
        trace.Migrations[0].Statements.First().Relations.Single(relation => relation.Name.Name == "things").Lock
            .ShouldBe(LockMode.AccessExclusive);
        page.ToString().ShouldContain("classes/20260102000000_name_things.sql");
    }

    [Fact]
    public async Task Passes_the_gate_with_what_its_trait_says()
    {
        await using var bench = With(await Bench.CreateAsync(), "Contract");
        bench.Migration("20260101000000_make_things", "-- migrate: phase=expand\nCREATE TABLE things (id bigint);");
        var up = MigrationDirectory.Read(bench.Root).Find(20260102000000)!.Up.Body.Settings;

        up.Phase.ShouldBe(MigrationPhase.Contract);
        up.Requires.ShouldBe([20260101000000]);
        up.Reviewer.ShouldBe("Ada");
        up.Irreversible.ShouldBe("Only forward migration is supported");
        await bench.MustUpAsync();
        (await bench.DownAsync(DownTarget.Last(1))).Failure!.Details.Single().ShouldContain("Only forward migration is supported");
    }

    [Theory]
    [InlineData("Random", "other SQL each time")]
    [InlineData("Clock", "other SQL each time")]
    [InlineData("Asking", "queries the database")]
    [InlineData("AskingOnTheWayBack", "queries the database")]
    [InlineData("Connecting", "Execute.WithConnection")]
    [InlineData("Twin", "is a class and the file migrations/20260101000000_make_things.sql")]
    [InlineData("Twins", "Duplicate migration version 20260102000000")]
    [InlineData("Numbered", "no UTC time of 14 digits")]
    [InlineData("Tagged", "every version runs everywhere")]
    [InlineData("Constrained", "every version runs everywhere")]
    [InlineData("Maintaining", "folder repeatable")]
    [InlineData("Silent", "sends no SQL")]
    [InlineData("Incomplete", "Validation Error")]
    [InlineData("Demanding", "constructor without parameters")]
    public async Task Refuses_a_class_whose_SQL_cannot_be_reviewed(string classes, string message)
    {
        await using var bench = With(await Bench.CreateAsync(), classes);
        bench.Migration("20260101000000_make_things", "CREATE TABLE things (id bigint, at timestamp);");

        var report = await bench.UpAsync();

        report.Exit.ShouldBe(MigratorExit.LintErrors);
        report.Failure!.Details.ShouldHaveSingleItem().ShouldContain(message);
        (await bench.ScalarAsync<long>("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).ShouldBe(0);
    }

    [Fact]
    public async Task Runs_nothing_of_a_class_that_says_something_else_when_its_turn_comes()
    {
        await using var bench = With(await Bench.CreateAsync(), "Late");
        bench.Migration("20260101000000_make_things", "CREATE TABLE things (id bigint);");

        var report = await bench.UpAsync();

        report.Exit.ShouldBe(MigratorExit.LintErrors);
        report.Failure!.Message.ShouldContain("other SQL than when it was planned");
        report.Failure.Version.ShouldBe(20260102000000);
        report.Applied.ShouldBe([20260101000000]);
        (await bench.ScalarAsync<bool>("SELECT to_regclass('first') IS NULL AND to_regclass('second') IS NULL")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("Nowhere.Migrations", "looked for beside this program")]
    [InlineData("bin/Nowhere.dll", "starts at the folder of migrate.toml")]
    public async Task Says_where_it_looked_for_an_assembly_that_is_not_there(string assembly, string message)
    {
        await using var bench = await Bench.CreateAsync();
        bench.Write("migrate.toml", $"[classes]\nassembly = \"{assembly}\"");

        var report = await bench.UpAsync();

        report.Exit.ShouldBe(MigratorExit.Usage);
        report.Failure!.Message.ShouldContain(assembly);
        report.Failure.Hint!.ShouldContain(message);
    }

    [Fact]
    public async Task Loads_an_assembly_from_a_path_that_starts_at_the_folder()
    {
        await using var bench = Mixed(await Bench.CreateAsync());
        var path = Path.GetRelativePath(bench.Root, typeof(ClassMigrationTests).Assembly.Location);
        var policy = await File.ReadAllTextAsync(Path.Combine(bench.Root, "migrate.toml"));
        bench.Write("migrate.toml", policy.Replace("\"Agora.Migrations.Tests\"", $"\"{path}\"", StringComparison.Ordinal));

        (await bench.MustUpAsync()).Applied.ShouldBe(Versions);
    }

    [Fact]
    public async Task Counts_classes_up_to_the_newest_old_file_as_merged()
    {
        await using var bench = Mixed(await Bench.CreateAsync());
        await using var old = await Bench.CreateAsync();
        old.Migration("20260101000000_make_things", "CREATE TABLE things (id bigint);")
            .Migration("20260103000000_note_things", "ALTER TABLE things ADD COLUMN note text;");

        MigrationDirectory.ReadBase(old.Root, bench.Root).Versioned.Select(migration => migration.Version)
            .ShouldBe([20260101000000, 20260102000000, 20260103000000]);
    }

    private static Bench Mixed(Bench bench) => With(bench, "Good")
        .Migration("20260101000000_make_things", "CREATE TABLE things (id bigint);\nINSERT INTO things VALUES (1);", "DROP TABLE things;")
        .Migration("20260103000000_note_things", "ALTER TABLE things ADD COLUMN note text;", "ALTER TABLE things DROP COLUMN note;");

    private static Bench With(Bench bench, string classes)
    {
        var within = $"{typeof(ClassMigrationTests).Namespace}.Classes.{classes}";
        bench.Write("migrate.toml", $"[classes]\nassembly = \"Agora.Migrations.Tests\"\nnamespace = \"{within}\"");
        return bench;
    }

    private sealed class At(Func<MigrationEvent, bool> moment, int number, Action act) : IMigrationObserver
    {
        private int seen;

        public bool Struck => seen >= number;

        public void On(MigrationEvent happened)
        {
            if (moment(happened) && ++seen == number)
            {
                act();
            }
        }
    }
}
