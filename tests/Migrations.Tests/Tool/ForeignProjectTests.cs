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

    private string database = "";

    public async Task InitializeAsync() => database = await ScratchServer.NewDatabaseAsync();

    public Task DisposeAsync() => ScratchServer.DropAsync(database);

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

    [Fact]
    public async Task Without_a_folder_it_says_how_to_name_one()
    {
        var (exit, _, errors) = await RunAsync("plan");

        exit.ShouldBe(2);
        errors.ShouldContain("say --dir");
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
