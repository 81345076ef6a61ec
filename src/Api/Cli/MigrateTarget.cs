using System.CommandLine;
using Agora.Api.Configuration;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Database.Embedded;
using Agora.Infrastructure.Secrets;
using Agora.Migrations;
using Agora.Migrations.Events;

namespace Agora.Api.Cli;

/// <summary>The files and the database of a verb that needs both. Disposing stops an embedded server that the verb started.</summary>
internal sealed class MigrateTarget : IAsyncDisposable
{
    public static readonly Option<string?> Database = new("--database")
    {
        Description = "Login for the database to work on, as URL or key=value. Without it: DATABASE_MIGRATOR_URL, or the embedded server.",
    };

    private readonly DatabaseServer? server;
    private readonly Func<SecretKeys> secrets;

    private MigrateTarget(MigratorOptions options, string binDirectory, Func<SecretKeys> secrets, DatabaseServer? server)
    {
        Options = options;
        BinDirectory = binDirectory;
        this.secrets = secrets;
        this.server = server;
    }

    public MigratorOptions Options { get; }

    /// <summary>Holds pg_dump and psql; empty when they are looked up on the PATH.</summary>
    public string BinDirectory { get; }

    /// <summary>Gives a verb the options that every verb with files and a database has.</summary>
    public static Command Verb(string name, string description, params Symbol[] symbols)
    {
        var command = new Command(name, description) { MigrateFolder.Option, Database };
        foreach (var symbol in symbols)
        {
            switch (symbol)
            {
                case Option option:
                    command.Add(option);
                    break;
                case Argument argument:
                    command.Add(argument);
                    break;
            }
        }

        return command;
    }

    /// <summary>Opens the database and says in one line which files and which database the verb works with.</summary>
    /// <param name="toErrors">Standard output holds a document for programs.</param>
    public static async Task<MigrateTarget> OpenAsync(ParseResult parsed, bool toErrors, CancellationToken ct)
    {
        var settings = Settings.Load([]);
        var folder = MigrateFolder.Of(parsed);
        var opened = parsed.GetValue(Database) is null ? await Databases.OpenAsync(settings, ct) : null;
        try
        {
            var (login, options) = DatabaseMigrations.Target(parsed.GetValue(Database), opened?.Access, folder);
            MigrateFolder.Announce(
                parsed, toErrors ? Console.Error : Console.Out, $"{login.Database} on {login.Host}:{login.Port} as {login.User}");
            return new MigrateTarget(
                options,
                ClientPrograms.BinDirectory(Databases.Embedded(settings), opened?.Installation),
                () => opened?.Access.Secrets ?? Databases.Secrets(settings).Read(fallback: null),
                opened);
        }
        catch
        {
            if (opened is not null)
            {
                await opened.DisposeAsync();
            }

            throw;
        }
    }

    public Migrator Migrator(IMigrationObserver? observer = null) => new(Options, observer ?? SilentObserver.Instance, TimeProvider.System);

    /// <summary>Applies what is pending; in Agora's own database also registers the key of the signed actor.</summary>
    public Task<MigrationReport> UpAsync(MigratorOptions options, long? to, IMigrationObserver observer, CancellationToken ct) =>
        DatabaseMigrations.UpAsync(options, secrets, to, observer, TimeProvider.System, ct);

    public int End(MigratorExit exit, MigrationFailure? failure) => MigrateVerbs.End(exit, failure, Options.Directory);

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }
    }
}
