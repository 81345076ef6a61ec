using System.CommandLine;
using Agora.Migrations.Connections;
using Agora.Migrations.Events;
using Npgsql;

namespace Agora.Migrations.Cli;

/// <summary>The files and the database of a verb that needs both. Disposing ends what was started for the verb.</summary>
internal sealed class MigrateTarget : IAsyncDisposable
{
    private readonly IMigrateDatabase database;

    private MigrateTarget(MigratorOptions options, IMigrateDatabase database)
    {
        Options = options;
        this.database = database;
    }

    public MigratorOptions Options { get; }

    /// <summary>Holds pg_dump and psql; empty when they are looked up on the PATH.</summary>
    public string BinDirectory => database.BinDirectory;

    /// <summary>Opens the database and says in one line which files and which database the verb works with.</summary>
    /// <param name="toErrors">Standard output holds a document for programs.</param>
    public static async Task<MigrateTarget> OpenAsync(MigrateContext context, ParseResult parsed, bool toErrors, CancellationToken ct)
    {
        // Without a folder nothing is opened.
        _ = context.Folder.Of(parsed);
        var opened = await context.Host.OpenAsync(parsed.GetValue(context.Database), ct);
        try
        {
            var once = new NpgsqlConnectionStringBuilder(opened.ConnectionString) { Pooling = false };
            var options = context.Folder.For(once.ConnectionString, parsed);
            var login = DatabaseLogin.From(once);
            context.Folder.Announce(
                parsed, toErrors ? Console.Error : Console.Out, $"{login.Database} on {login.Address} as {login.User}");
            return new MigrateTarget(options, opened);
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    public Migrator Migrator(IMigrationObserver? observer = null) => new(Options, observer ?? SilentObserver.Instance, TimeProvider.System);

    public Task<MigrationReport> UpAsync(MigratorOptions options, long? to, IMigrationObserver observer, CancellationToken ct) =>
        database.UpAsync(options, to, observer, ct);

    public int End(MigratorExit exit, MigrationFailure? failure) => MigrateVerbs.End(exit, failure, Options.Directory);

    public ValueTask DisposeAsync() => database.DisposeAsync();
}
