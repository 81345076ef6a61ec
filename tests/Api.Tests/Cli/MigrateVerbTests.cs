using System.Diagnostics;
using System.Text.Json;
using Agora.Infrastructure.Database.Embedded;
using Agora.Migrations.Connections;
using Agora.Testing;
using Npgsql;

namespace Agora.Api.Tests.Cli;

public sealed class MigrateVerbTests : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("agora-verbs-");
    private ApiDatabase? database;

    private ApiDatabase Database => database ?? throw new InvalidOperationException("Not initialised.");

    private Dictionary<string, string> Configured => new(StringComparer.Ordinal)
    {
        ["DATABASE_URL"] = DatabaseLogin.From(Database.Access.Runtime).Url,
        ["DATABASE_MIGRATOR_URL"] = DatabaseLogin.From(Database.Access.Migrator!).Url,
        ["SECRET_KEY"] = Convert.ToBase64String(new byte[32]),
    };

    public async Task InitializeAsync() => database = await ApiDatabase.CreateAsync();

    public async Task DisposeAsync()
    {
        folder.Delete(recursive: true);
        await Database.DisposeAsync();
    }

    [Fact]
    public async Task Plan_says_what_a_pending_repeatable_is_and_changes_nothing()
    {
        await Database.Superuser.ExecuteAsync("DELETE FROM migrate.repeatable WHERE name = 'tables/posts'");

        var (exit, output, errors) = await AgoraProcess.RunAsync(Configured, "", "migrate", "plan");
        var (_, json, _) = await AgoraProcess.RunAsync(Configured, "", "migrate", "plan", "--json");
        var (pending, _, _) = await AgoraProcess.RunAsync(Configured, "", "migrate", "status", "--check");

        exit.ShouldBe(0, errors);
        Body(output).ShouldBe("repeatable tables/posts\n0 versions, 1 repeatable files pending\n");
        JsonDocument.Parse(json).RootElement.GetProperty("repeatables")[0].GetString().ShouldBe("tables/posts");
        pending.ShouldBe(3);
    }

    [Fact]
    public async Task List_and_validate_look_at_files_and_history()
    {
        var (listed, output, errors) = await AgoraProcess.RunAsync(Configured, "", "migrate", "list");
        var (_, json, _) = await AgoraProcess.RunAsync(Configured, "", "migrate", "list", "--json");
        var (_, status, _) = await AgoraProcess.RunAsync(Configured, "", "migrate", "status", "--json");
        var (valid, said, why) = await AgoraProcess.RunAsync(Configured, "", "migrate", "validate");

        listed.ShouldBe(0, errors);
        output.ShouldContain("20261121090300  applied           sql");
        var versions = JsonDocument.Parse(json).RootElement.GetProperty("versions").EnumerateArray()
            .Select(line => line.GetProperty("version").GetInt64()).ToList();
        versions.ShouldContain(20261121090300);
        JsonDocument.Parse(status).RootElement.GetProperty("versions").GetArrayLength().ShouldBe(versions.Count);
        valid.ShouldBe(0, why);
        Body(said).ShouldBe("valid; 0 versions pending\n");
    }

    [Fact]
    public async Task Locks_names_who_waits_and_who_is_in_the_way()
    {
        await using var holder = await Database.Superuser.OpenConnectionAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand("LOCK TABLE app.tags IN ACCESS EXCLUSIVE MODE", holder, transaction);
        await hold.ExecuteNonQueryAsync();
        var waiting = Database.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.tags");
        while (!await Database.Superuser.ScalarAsync<bool>(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation = 'app.tags'::regclass) FROM pg_sleep(0.01)"))
        {
        }

        var (exit, output, errors) = await AgoraProcess.RunAsync(Configured, "", "migrate", "locks");

        exit.ShouldBe(0, errors);
        output.ShouldContain("for app.tags AccessShareLock, behind");
        output.ShouldContain("LOCK TABLE app.tags IN ACCESS EXCLUSIVE MODE");
        await transaction.RollbackAsync();
        (await waiting).ShouldBe(0);
    }

    [Fact]
    public async Task Export_writes_a_class_for_each_version()
    {
        var (exit, output, errors) = await AgoraProcess.RunAsync(
            Configured, "", "migrate", "export", "--fluentmigrator", folder.FullName, "--namespace", "Shop");

        exit.ShouldBe(0, errors);
        var files = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        files.ShouldContain(file => file.EndsWith("20261121090300_Posts.cs", StringComparison.Ordinal));
        (await File.ReadAllTextAsync(files[0])).ShouldContain("namespace Shop");
    }

    [Theory]
    [InlineData("CREATE INDEX i ON big (x);", 5, "PGM101")]
    [InlineData("CREATE INDEX CONCURRENTLY i ON big (x);", 0, "0 errors")]
    public async Task Lint_checks_SQL_of_others_from_standard_input(string sql, int exit, string said)
    {
        var (code, output, errors) = await AgoraProcess.RunAsync(
            Configured, $"SET lock_timeout = '2s'; {sql}", "migrate", "lint", "--external", "-");

        code.ShouldBe(exit, output + errors);
        output.ShouldContain(said);
    }

    [Fact]
    public async Task Lint_shows_what_a_branch_changed_and_refuses_to_touch_what_was_merged()
    {
        Write(
            "db/migrations/20260101000000_make_things.sql",
            "CREATE TABLE public.things (id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT things_pkey PRIMARY KEY);\n");
        Write("db/migrations/20260101000000_make_things.down.sql", "DROP TABLE public.things;\n");
        await GitAsync("init", "--quiet", "--initial-branch=main");
        await GitAsync("add", ".");
        await GitAsync("commit", "--quiet", "--message=base");
        await GitAsync("checkout", "--quiet", "-b", "change");
        Write(
            "db/migrations/20260101000000_make_things.sql",
            "CREATE TABLE public.things (id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT things_pkey PRIMARY KEY, name text);\n");
        Write("db/migrations/20250101000000_came_late.sql", "CREATE INDEX CONCURRENTLY things_id_idx ON public.things (id);\n");

        var (exit, output, errors) = await AgoraProcess.RunAsync(
            Configured, "", "migrate", "lint", "--dir", Path.Combine(folder.FullName, "db"), "--changed-since", "main", "--format", "gcc");
        var (unknown, _, why) = await AgoraProcess.RunAsync(
            Configured, "", "migrate", "lint", "--dir", Path.Combine(folder.FullName, "db"), "--changed-since", "nowhere");

        exit.ShouldBe(5, errors);
        output.ShouldContain(
            "migrations/20260101000000_make_things.sql:1:1: error: What runs differs from the base branch, where it may have been applied. "
            + "[PGM619 edited-after-merge]");
        output.ShouldContain("PGM618");
        unknown.ShouldBe(2);
        why.ShouldContain("nowhere");
    }

    [Fact]
    public async Task Diff_omits_what_the_files_made_and_shows_manual_changes()
    {
        var (same, _, said) = await AgoraProcess.RunAsync(await WithToolsAsync(), "", "migrate", "diff");
        await Database.Superuser.ExecuteAsync("CREATE INDEX by_hand ON app.tags (post_count)");

        var (differs, output, _) = await AgoraProcess.RunAsync(await WithToolsAsync(), "", "migrate", "diff");

        same.ShouldBe(0, said);
        said.ShouldContain("No difference.");
        differs.ShouldBe(4);
        Body(output).ShouldBe("+ CREATE INDEX by_hand ON app.tags USING btree (post_count)\n");
    }

    [Fact]
    public async Task Test_names_each_check_that_failed_and_leaves_nothing_behind()
    {
        Write(
            "db/migrations/20260101000000_make_things.sql", "CREATE TABLE public.things (id bigint CONSTRAINT things_pkey PRIMARY KEY);\n");
        Write("db/migrations/20260101000000_make_things.down.sql", "SELECT 1;\n");
        Write("db/migrate.toml", "[snapshot]\nschemas = [\"public\"]\n");

        var (exit, output, errors) = await AgoraProcess.RunAsync(
            await WithToolsAsync(),
            "",
            "migrate",
            "test",
            "--dir",
            Path.Combine(folder.FullName, "db"),
            "--server",
            await TestServerAsync());

        exit.ShouldBe(1, output + errors);
        output.ShouldMatch(
            "FAILED +[0-9.]+ s  each new version goes up, down and up again\n  PGM616 20260101000000 make things: down does not lead "
            + "back.");
        output.ShouldMatch("passed +[0-9.]+ s  five runners apply each version once");
        output.TrimEnd().ShouldEndWith("checks failed");
        (await Database.Superuser.ScalarAsync<long>(
            "SELECT (SELECT count(*) FROM pg_database WHERE datname LIKE 'scratch%') + (SELECT count(*) FROM pg_roles WHERE rolname LIKE "
            + "'scratch%')")).ShouldBe(0);
    }

    [Fact]
    public async Task Works_on_the_folder_and_the_database_of_another_project_and_says_so()
    {
        Write("db/migrations/20260101000000_make_things.sql", "CREATE TABLE things (id bigint PRIMARY KEY);\n");
        Write("db/migrations/20260101000000_make_things.down.sql", "DROP TABLE things;\n");
        Write("db/migrations/20260102000000_break_it.sql", "SELECT 1 / 0;\n");
        var other = await DatabaseAsync();
        var dir = Path.Combine(folder.FullName, "db");
        var none = new Dictionary<string, string>(StringComparer.Ordinal) { ["DATABASE_URL"] = "", ["SECRET_KEY"] = "" };
        Task<(int Exit, string Output, string Errors)> RunAsync(params string[] words) =>
            AgoraProcess.RunAsync(none, "", ["migrate", .. words, "--dir", dir, "--database", other]);

        var plan = await RunAsync("plan");
        var failed = await RunAsync("up");
        var status = await RunAsync("status");
        var resolved = await RunAsync("resolve", "20260102000000", "--applied", "--reason", "nothing to do");
        var up = await RunAsync("up");
        var clean = await RunAsync("status", "--check");
        var down = await RunAsync("down", "--to", "20260101000000");

        foreach (var (_, output, errors) in new[] { plan, failed, status, resolved, up, clean, down })
        {
            output.ShouldStartWith($"files {dir} (--dir); database ", Case.Sensitive, errors);
        }

        plan.Output.ShouldContain("2 versions, 0 repeatable files pending");
        (failed.Exit, status.Exit, resolved.Exit, up.Exit, clean.Exit).ShouldBe((1, 1, 0, 0, 0), failed.Errors + up.Errors);
        status.Output.ShouldContain("22012 division by zero");
        status.Output.ShouldContain("next: up; or skip the step that fails: resolve 20260102000000 --applied");
        down.Exit.ShouldBe(2, down.Errors);
        down.Errors.ShouldContain("no down file");
    }

    [Fact]
    public async Task Lint_of_a_folder_without_SQL_says_so_and_fails()
    {
        var (exit, _, errors) = await AgoraProcess.RunAsync(Configured, "", "migrate", "lint", "--external", folder.FullName);

        exit.ShouldBe(2);
        errors.ShouldContain($"There is no *.sql file in {folder.FullName}.");
    }

    private async Task<string> DatabaseAsync()
    {
        var name = $"other_{Guid.NewGuid():N}";
        await Database.Superuser.ExecuteAsync($"CREATE DATABASE {name} TEMPLATE template0");
        return new NpgsqlConnectionStringBuilder((await TestCluster.GetAsync()).AdminConnectionString(name)).ConnectionString;
    }

    /// <summary>Without the first line, which says which files and which database the verb worked with.</summary>
    private static string Body(string output)
    {
        output.ShouldStartWith("files ");
        return output[(output.IndexOf('\n', StringComparison.Ordinal) + 1)..];
    }

    private static async Task<string> TestServerAsync() => await (await TestCluster.GetAsync()).MarkedAsync();

    /// <summary>The client programs where the setting names them, which counts more than the PATH.</summary>
    private async Task<Dictionary<string, string>> WithToolsAsync()
    {
        var installation = await PostgresProvisioner.FindOrProvisionAsync(
            new EmbeddedPostgresOptions(), new Progress<string>(), TimeProvider.System, CancellationToken.None);
        return new Dictionary<string, string>(Configured, StringComparer.Ordinal)
        {
            [EmbeddedPostgresOptions.BinVariable] = installation.BinDirectory,
        };
    }

    private async Task GitAsync(params string[] words)
    {
        var start = new ProcessStartInfo(
            "git", ["-C", folder.FullName, "-c", "user.name=Ann", "-c", "user.email=ann@example.org", .. words])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        using var git = Process.Start(start)!;
        var errors = await git.StandardError.ReadToEndAsync();
        await git.WaitForExitAsync();
        git.ExitCode.ShouldBe(0, errors);
    }

    private void Write(string path, string text)
    {
        var target = Path.Combine(folder.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.WriteAllText(target, text);
    }
}
