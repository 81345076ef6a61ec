using System.Diagnostics;
using Agora.Migrations.Connections;
using Agora.Testing;
using Npgsql;

namespace Agora.Migrations.Tests.Tool;

/// <summary>The program <c>agora-migrate</c> on the SQL of another project: its own folder, schema and settings.</summary>
public sealed class ForeignProjectTests : IAsyncLifetime
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Tool", "bookshop");

    // From its own folder: beside the tests lies ASP.NET, which the program must not need.
    private static readonly string Program = Path.Combine(
        AppContext.BaseDirectory.Replace("/tests/Migrations.Tests/", "/src/Infrastructure/Migrations/Tool/", StringComparison.Ordinal),
        "agora-migrate.dll");

    private readonly DirectoryInfo project = Directory.CreateTempSubdirectory("agora-project-");

    private string database = "";

    public async Task InitializeAsync() => database = await ScratchServer.NewDatabaseAsync();

    public Task DisposeAsync()
    {
        project.Delete(recursive: true);
        return ScratchServer.DropAsync(database);
    }

    [Fact]
    public async Task The_lint_checks_the_files_without_a_server()
    {
        var (exit, output, errors) = await RunAsync("lint", "--dir", Folder);

        exit.ShouldBe(0, output + errors);
    }

    [Fact]
    public async Task Versions_are_applied_shown_and_taken_back()
    {
        (await RunAsync("status", "--dir", Folder, "--check")).Exit.ShouldBe(3);
        await MustRunAsync("up", "--dir", Folder);
        (await ScalarAsync("SELECT count(*) FROM books.shelf")).ShouldBe(0L);
        var status = await MustRunAsync("status", "--dir", Folder, "--check");
        status.ShouldContain("20250301090000 catalogue");
        status.ShouldContain("20250314120000 isbn");

        await MustRunAsync("down", "--dir", Folder, "--to", "0");

        (await ScalarAsync("SELECT count(*) FROM pg_catalog.pg_namespace WHERE nspname = 'books'")).ShouldBe(0L);
        (await ScalarAsync("SELECT count(*) FROM public.\"VersionInfo\"")).ShouldBe(0L);
    }

    [Fact]
    public async Task A_trace_runs_on_a_database_of_its_own_and_agrees_with_the_lint()
    {
        var marked = await (await TestCluster.GetAsync()).MarkedAsync();

        var (exit, output, errors) = await RunAsync("trace", "--dir", Folder, "--server", marked, "--rows", "20");

        exit.ShouldBe(0, output + errors);
        output.ShouldContain("books.titles");
    }

    [Theory]
    [InlineData("up", "Say --database, or set DATABASE_MIGRATOR_URL: the login of the database to work on.")]
    [InlineData("test", "Say --server, or set DATABASE_TEST_SERVER: a server for tests, with the login of a superuser.")]
    public async Task A_login_that_is_missing_is_named(string verb, string message)
    {
        var (exit, _, errors) = await RunAsync(new Dictionary<string, string>(StringComparer.Ordinal), verb, "--dir", Folder);

        exit.ShouldBe(2);
        errors.ShouldContain(message);
    }

    [Theory]
    [InlineData("plan", "say --dir")]
    [InlineData("new add_orders", "name a folder with --dir, which is made")]
    public async Task Without_a_folder_it_says_how_to_name_one(string words, string remedy)
    {
        var (exit, _, errors) = await RunAsync(words.Split(' '));

        exit.ShouldBe(2);
        errors.ShouldContain(remedy);
    }

    [Fact]
    public async Task A_project_begins_with_a_folder_that_is_not_there_yet()
    {
        var folder = Path.Combine(project.FullName, "db");

        await MustRunAsync("new", "add_orders", "--dir", folder);

        Directory.GetFiles(Path.Combine(folder, "migrations")).Length.ShouldBe(2);
        await MustRunAsync("lint", "--dir", folder);
    }

    [Fact]
    public async Task Every_verb_refuses_a_section_of_the_lint_that_the_lint_refuses()
    {
        Directory.CreateDirectory(Path.Combine(project.FullName, "migrations"));
        await File.WriteAllTextAsync(Path.Combine(project.FullName, "migrate.toml"), "[lint]\nfail-onn = \"warning\"\n");

        var lint = await RunAsync("lint", "--dir", project.FullName);
        var up = await RunAsync("up", "--dir", project.FullName);

        lint.Exit.ShouldBe(2);
        lint.Errors.ShouldContain("migrate.toml, [lint]: 'fail-onn' is not known.");
        (up.Exit, up.Errors).ShouldBe((lint.Exit, lint.Errors));
    }

    [Fact]
    public async Task A_login_without_rights_learns_which_right_it_lacks()
    {
        const string kept = "may not read the history: permission denied for schema migrate.";
        await MustRunAsync("up", "--dir", Folder);
        await ScalarAsync(
            """
            DO $$
            BEGIN
                CREATE ROLE reader_of_nothing LOGIN PASSWORD 'nothing';
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL;
            END
            $$;
            SELECT 1::bigint
            """);
        Directory.CreateDirectory(Path.Combine(project.FullName, "migrations"));

        (await StatusAsync("")).ShouldContain($"The login 'reader_of_nothing' {kept}");
        (await StatusAsync("role = \"\"")).ShouldContain($"The login 'reader_of_nothing' {kept}");
        (await StatusAsync("role = \"reader_of_nothing\"")).ShouldContain($"Role 'reader_of_nothing' {kept}");
        (await StatusAsync("role = \"pg_monitor\""))
            .ShouldContain("The login cannot act as role 'pg_monitor': permission denied to set role");

        async Task<string> StatusAsync(string policy)
        {
            await File.WriteAllTextAsync(Path.Combine(project.FullName, "migrate.toml"), policy);
            var login = new NpgsqlConnectionStringBuilder(database) { Username = "reader_of_nothing", Password = "nothing" };
            var url = DatabaseLogin.Parse(login.ConnectionString, "the test").Url;
            var (exit, _, errors) = await RunAsync("status", "--dir", project.FullName, "--database", url);
            exit.ShouldBe(9, errors);
            return errors;
        }
    }

    [Fact]
    public async Task What_it_writes_names_the_program()
    {
        await MustRunAsync("up", "--dir", Folder);

        (await MustRunAsync("docs", "--dir", Folder)).ShouldContain("`agora-migrate docs`");
        (await MustRunAsync("lint", "--dir", Folder, "--format", "sarif")).ShouldContain("\"agora-migrate lint\"");
        (await MustRunAsync("lint", "--dir", Folder, "--format", "junit")).ShouldContain("\"agora-migrate lint\"");
    }

    private async Task<string> MustRunAsync(params string[] words)
    {
        var (exit, output, errors) = await RunAsync(words);
        exit.ShouldBe(0, output + errors);
        return output;
    }

    private Task<(int Exit, string Output, string Errors)> RunAsync(params string[] words) => RunAsync(
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DATABASE_MIGRATOR_URL"] = DatabaseLogin.Parse(database, "the test").Url,
        },
        words);

    private static async Task<(int Exit, string Output, string Errors)> RunAsync(
        IReadOnlyDictionary<string, string> environment, params string[] words)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. words])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // No folder db lies here or above.
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }

    private async Task<long> ScalarAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database) { Pooling = false });
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
