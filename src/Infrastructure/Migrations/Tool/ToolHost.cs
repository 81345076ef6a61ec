using System.CommandLine;
using Agora.Migrations.Cli;
using Agora.Migrations.Connections;
using Agora.Migrations.Events;
using Agora.Migrations.Testing;
using Npgsql;

namespace Agora.Migrations.Tool;

/// <summary>A program without a product: the caller names the files, the database and the server for tests.</summary>
internal sealed class ToolHost : IMigrateHost
{
    private const string DatabaseVariable = "DATABASE_MIGRATOR_URL", ServerVariable = "DATABASE_TEST_SERVER";

    private readonly Option<string?> template = new("--template")
    {
        Description = "Database of the server for tests that throw-away databases are copied from, with the roles and the extensions that "
            + "the files expect. Without it they are empty.",
    };

    public MigrateTexts Texts { get; } = new(
        Program: "agora-migrate",
        Database: DatabaseVariable,
        Server: ServerVariable,
        Trace: "a throw-away one on the server for tests",
        Preparation: "",
        Rules: "rules.md beside the program",
        RulesPage: "rules.md",
        Documents: "README.md of the package");

    public string? BuiltFolder => null;

    public IReadOnlyList<Option> ScratchOptions => [template];

    public Task<IMigrateDatabase> OpenAsync(string? login, CancellationToken ct) =>
        Task.FromResult<IMigrateDatabase>(new NamedDatabase(
            Login(login, "--database", DatabaseVariable, "the login of the database to work on").ConnectionString));

    public async Task<ScratchServer> OpenScratchAsync(ParseResult parsed, string? server, string? role, CancellationToken ct)
    {
        var login = Login(server, "--server", ServerVariable, "a server for tests, with the login of a superuser").ConnectionString;
        var admin = (await ScratchDatabases.MarkedAsync(login, server is null ? ServerVariable : "--server", ct)).ConnectionString;
        if (role is not null)
        {
            await EnsureRoleAsync(admin, role, ct);
        }

        var owner = role is null ? "" : $"OWNER {ScratchDatabases.Quoted(role)} ";
        var source = ScratchDatabases.Quoted(parsed.GetValue(template) ?? "template0");
        // The superuser may become the role, as the migrator does before it runs the files.
        var setup = new ScratchSetup(
            admin, admin, role, (name, token) => ScratchDatabases.RunAsync(
                admin, $"CREATE DATABASE {name} {owner}TEMPLATE {source}", token));
        var databases = new ScratchDatabases(setup, ct);
        return new ScratchServer(databases, BinDirectory: "", [databases]);
    }

    private static NpgsqlConnectionStringBuilder Login(string? given, string option, string variable, string meaning)
    {
        if (given is not null)
        {
            return PostgresUrl.Parse(given, option);
        }

        return Environment.GetEnvironmentVariable(variable) is { Length: > 0 } known
            ? PostgresUrl.Parse(known, variable)
            : throw new UsageException($"Say {option}, or set {variable}: {meaning}.");
    }

    // Roles belong to the whole server, where another run may use the same one: it is made where it is missing, and stays.
    private static async Task EnsureRoleAsync(string admin, string role, CancellationToken ct)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(admin) { Pooling = false });
        await using var known = source.CreateCommand("SELECT count(*) FROM pg_catalog.pg_roles WHERE rolname = $1");
        known.Parameters.AddWithValue(role);
        if (await known.ExecuteScalarAsync(ct) is 0L)
        {
            await ScratchDatabases.RunAsync(admin, $"CREATE ROLE {ScratchDatabases.Quoted(role)} NOLOGIN", ct);
        }
    }

    private sealed class NamedDatabase(string connectionString) : IMigrateDatabase
    {
        public string ConnectionString => connectionString;

        public string BinDirectory => "";

        public Task<MigrationReport> UpAsync(MigratorOptions options, long? to, IMigrationObserver observer, CancellationToken ct) =>
            new Migrator(options, observer, TimeProvider.System).UpAsync(to, ct);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
