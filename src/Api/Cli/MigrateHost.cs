using System.CommandLine;
using Agora.Api.Configuration;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Database.Embedded;
using Agora.Infrastructure.Secrets;
using Agora.Migrations;
using Agora.Migrations.Cli;
using Agora.Migrations.Events;

namespace Agora.Api.Cli;

/// <summary><c>agora migrate ...</c>: the verbs of the migration tool, with Agora's files, its database and its embedded server.</summary>
internal sealed class MigrateHost : IMigrateHost
{
    public MigrateTexts Texts { get; } = new(
        Program: "agora migrate",
        Database: "DATABASE_MIGRATOR_URL, or the embedded server",
        Server: "the embedded server",
        Trace: "one on the embedded server, dropped afterwards",
        Preparation: " (for Agora's own: agora db init)",
        Rules: "db/rules.md",
        RulesPage: "db/rules.md",
        Documents: "db/README.md");

    public string BuiltFolder => DatabaseMigrations.Directory;

    public IReadOnlyList<Option> ScratchOptions => [];

    public static Command Command()
    {
        var command = new Command("migrate", "Apply, take back and inspect versioned SQL.");
        foreach (var verb in MigrateVerbs.Of(new MigrateHost()))
        {
            command.Subcommands.Add(verb);
        }

        return command;
    }

    public async Task<IMigrateDatabase> OpenAsync(string? login, CancellationToken ct)
    {
        var settings = Settings.Load([]);
        if (login is not null)
        {
            return new NamedDatabase(DatabaseMigrations.ConnectionString(login, access: null), settings);
        }

        var server = await Databases.OpenAsync(settings, ct);
        try
        {
            var bin = ClientPrograms.BinDirectory(Databases.Embedded(settings), server.Installation);
            return new OwnDatabase(DatabaseMigrations.ConnectionString(named: null, server.Access), bin, server);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async Task<ScratchServer> OpenScratchAsync(ParseResult parsed, string? server, string? role, CancellationToken ct)
    {
        var embedded = Databases.Embedded(Settings.Load([]));
        if (server is not null)
        {
            var given = await PreparedDatabases.OnAsync(server, role is not null, ct);
            return new ScratchServer(given, ClientPrograms.BinDirectory(embedded, embedded: null), [given]);
        }

        var own = await Databases.OpenAsync(Settings.Load([]), ct);
        try
        {
            var databases = PreparedDatabases.On(own, role is not null, ct);
            return new ScratchServer(databases, ClientPrograms.BinDirectory(embedded, own.Installation), [own, databases]);
        }
        catch
        {
            await own.DisposeAsync();
            throw;
        }
    }

    /// <summary>The database that <c>--database</c> names. The secrets are read only if it turns out to be one of Agora's.</summary>
    private sealed class NamedDatabase(string connectionString, IConfiguration settings) : IMigrateDatabase
    {
        public string ConnectionString => connectionString;

        public string BinDirectory { get; } = ClientPrograms.BinDirectory(Databases.Embedded(settings), embedded: null);

        public Task<MigrationReport> UpAsync(MigratorOptions options, long? to, IMigrationObserver observer, CancellationToken ct) =>
            DatabaseMigrations.UpAsync(options, Secrets, to, observer, TimeProvider.System, ct);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private SecretKeys Secrets() => Databases.Secrets(settings).Read(fallback: null);
    }

    private sealed class OwnDatabase(string connectionString, string binDirectory, DatabaseServer server) : IMigrateDatabase
    {
        public string ConnectionString => connectionString;

        public string BinDirectory => binDirectory;

        public Task<MigrationReport> UpAsync(MigratorOptions options, long? to, IMigrationObserver observer, CancellationToken ct) =>
            DatabaseMigrations.UpAsync(options, () => server.Access.Secrets, to, observer, TimeProvider.System, ct);

        public ValueTask DisposeAsync() => server.DisposeAsync();
    }
}
