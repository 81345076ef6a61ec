using Agora.Infrastructure.Database.Bootstrap;
using Agora.Infrastructure.Secrets;
using Agora.Migrations;
using Agora.Migrations.Connections;
using Agora.Migrations.Events;
using Agora.Migrations.Files;
using Npgsql;

namespace Agora.Infrastructure.Database;

/// <summary>Agora's own use of the migrator: its files, its roles, and the key that the policies check the actor with.</summary>
public static class DatabaseMigrations
{
    /// <summary>The SQL that was built with this program.</summary>
    public static string Directory { get; } = Path.Combine(AppContext.BaseDirectory, "db");

    /// <exception cref="InvalidConfigurationException">This process does not know the login of the migrator.</exception>
    public static MigratorOptions Options(DatabaseAccess access) => new()
    {
        ConnectionString = Login(access).ConnectionString,
        Directory = Directory,
        Role = PolicyFile.Read(Directory).Role,
    };

    /// <summary>Applies what is pending and registers the key of the signed actor.</summary>
    public static Task<MigrationReport> UpAsync(
        DatabaseAccess access, IMigrationObserver observer, TimeProvider clock, CancellationToken ct) =>
        UpAsync(Options(access), () => access.Secrets, to: null, observer, clock, ct);

    /// <param name="secrets">Asked only where the database is Agora's own.</param>
    /// <param name="to">The last version to apply; null applies all.</param>
    public static async Task<MigrationReport> UpAsync(
        MigratorOptions options, Func<SecretKeys> secrets, long? to, IMigrationObserver observer, TimeProvider clock, CancellationToken ct)
    {
        var report = await new Migrator(options, observer, clock).UpAsync(to, ct);
        if (report is { IsSuccess: true, Pending.Count: 0 })
        {
            await using var source = new NpgsqlDataSourceBuilder(
                new NpgsqlConnectionStringBuilder(options.ConnectionString) { Pooling = false }.ConnectionString).BuildForPrimary();
            await using var connection = await source.OpenConnectionAsync(ct);
            if (await ContextKeys.HasTableAsync(connection, ct))
            {
                await ContextKeys.RegisterAsync(connection, new ContextSigner(secrets().For("context"), clock), ct);
            }
        }

        return report;
    }

    /// <summary>The database of a verb: the one that <c>--database</c> names, or the migrator's own.</summary>
    /// <exception cref="UsageException">The text is no connection string, or this process does not know the login.</exception>
    public static string ConnectionString(string? named, DatabaseAccess? access) =>
        (named is null ? Login(access!) : PostgresUrl.Parse(named, "--database")).ConnectionString;

    /// <exception cref="InvalidConfigurationException">This process does not know the login of the migrator.</exception>
    public static NpgsqlConnectionStringBuilder Login(DatabaseAccess access) => access.Migrator is { } login
        ? new NpgsqlConnectionStringBuilder(login.ConnectionString) { Pooling = false }
        : throw new InvalidConfigurationException("DATABASE_MIGRATOR_URL is not set: migrations run as another role than requests.");
}
