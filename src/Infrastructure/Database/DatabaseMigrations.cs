using Agora.Infrastructure.Database.Bootstrap;
using Agora.Infrastructure.Secrets;
using Agora.Migrations;
using Agora.Migrations.Events;
using Agora.Migrations.Files;
using Agora.Migrations.Lint;
using Npgsql;

namespace Agora.Infrastructure.Database;

/// <summary>Agora's own use of the migrator: its files, its roles, and the key that the policies check the actor with.</summary>
internal static class DatabaseMigrations
{
    /// <summary>The SQL that was built with this program.</summary>
    public static string Directory { get; } = Path.Combine(AppContext.BaseDirectory, "db");

    /// <exception cref="InvalidConfigurationException">This process does not know the login of the migrator.</exception>
    public static MigratorOptions Options(DatabaseAccess access) => Options(Login(access).ConnectionString, Directory);

    /// <summary>The database of a verb: the one that <c>--database</c> names, or the migrator's own. Connections are opened once.</summary>
    /// <exception cref="InvalidConfigurationException">The text is no connection string, or this process does not know the login.</exception>
    /// <exception cref="MigrationException">The policy file cannot be understood.</exception>
    public static (DatabaseLogin Login, MigratorOptions Options) Target(string? named, DatabaseAccess? access, string directory)
    {
        var login = named is null ? Login(access!) : PostgresUrl.Parse(named, "--database");
        var once = new NpgsqlConnectionStringBuilder(login.ConnectionString) { Pooling = false };
        return (DatabaseLogin.From(login), Options(once.ConnectionString, directory));
    }

    /// <param name="connectionString">Empty for what needs no server.</param>
    /// <param name="directory">Agora's own, or that of another project, whose policy names its own role or none.</param>
    /// <exception cref="MigrationException">The policy file cannot be understood.</exception>
    public static MigratorOptions Options(string connectionString, string directory) => new()
    {
        ConnectionString = connectionString,
        Directory = directory,
        Role = PolicyFile.Read(directory).Role,
    };

    /// <summary>Applies what is pending and registers the key of the signed actor.</summary>
    public static Task<MigrationReport> UpAsync(DatabaseAccess access, IMigrationObserver observer, TimeProvider clock, CancellationToken ct) =>
        UpAsync(Options(access), () => access.Secrets, to: null, observer, clock, ct);

    /// <param name="secrets">Asked only where the database is Agora's own.</param>
    /// <param name="to">The last version to apply; null applies all.</param>
    public static async Task<MigrationReport> UpAsync(
        MigratorOptions options, Func<SecretKeys> secrets, long? to, IMigrationObserver observer, TimeProvider clock, CancellationToken ct)
    {
        var report = await new Migrator(options, observer, clock).UpAsync(to, ct);
        if (report is { IsSuccess: true, Pending.Count: 0 })
        {
            await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(options.ConnectionString) { Pooling = false });
            await using var connection = await source.OpenConnectionAsync(ct);
            if (await ContextKeys.HasTableAsync(connection, ct))
            {
                await ContextKeys.RegisterAsync(connection, new ContextSigner(secrets().For("context"), clock), ct);
            }
        }

        return report;
    }

    /// <summary>What the grammar of a server has against the files; nothing is run there.</summary>
    /// <param name="setting">Where the login came from, for the message.</param>
    public static Task<IReadOnlyList<Finding>> GrammarAsync(string server, string setting, IEnumerable<LintFile> files, CancellationToken ct)
    {
        var options = new MigratorOptions { ConnectionString = PostgresUrl.Parse(server, setting).ConnectionString, Directory = "" };
        return new Migrator(options, SilentObserver.Instance, TimeProvider.System).CheckGrammarAsync(files, ct);
    }

    /// <exception cref="InvalidConfigurationException">This process does not know the login of the migrator.</exception>
    public static NpgsqlConnectionStringBuilder Login(DatabaseAccess access) => access.Migrator is { } login
        ? new NpgsqlConnectionStringBuilder(login.ConnectionString) { Pooling = false }
        : throw new InvalidConfigurationException("DATABASE_MIGRATOR_URL is not set: migrations run as another role than requests.");
}
