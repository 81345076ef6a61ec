using Agora.Infrastructure.Database.Bootstrap;
using Agora.Infrastructure.Database.Migrations;
using Agora.Infrastructure.Database.Migrations.Events;
using Agora.Infrastructure.Database.Migrations.Lint;
using Agora.Infrastructure.Database.Migrations.Running;
using Npgsql;

namespace Agora.Infrastructure.Database;

/// <summary>Agora's own use of the migrator: its files, its roles, and the key that the policies check the actor with.</summary>
internal static class DatabaseMigrations
{
    /// <summary>The SQL that was built with this program.</summary>
    public static string Directory { get; } = Path.Combine(AppContext.BaseDirectory, "db");

    /// <exception cref="InvalidConfigurationException">This process does not know the login of the migrator.</exception>
    public static MigratorOptions Options(DatabaseAccess access) => Options(Login(access).ConnectionString);

    /// <param name="connectionString">Empty for what needs no server.</param>
    public static MigratorOptions Options(string connectionString) => new()
    {
        ConnectionString = connectionString,
        Directory = Directory,
        Role = "app_owner",
    };

    /// <summary>Applies what is pending and registers the key of the signed actor.</summary>
    public static Task<MigrationReport> UpAsync(DatabaseAccess access, IMigrationObserver observer, TimeProvider clock, CancellationToken ct) =>
        UpAsync(access, Options(access), to: null, observer, clock, ct);

    /// <param name="to">The last version to apply; null applies all.</param>
    public static async Task<MigrationReport> UpAsync(
        DatabaseAccess access, MigratorOptions options, long? to, IMigrationObserver observer, TimeProvider clock, CancellationToken ct)
    {
        var report = await new Migrator(options, observer, clock).UpAsync(to, ct);
        if (report is { IsSuccess: true, Pending.Count: 0 })
        {
            await using var source = NpgsqlDataSource.Create(Login(access));
            await using var connection = await source.OpenConnectionAsync(ct);
            await ContextKeys.RegisterAsync(connection, new ContextSigner(access.Secrets.For("context"), clock), ct);
        }

        return report;
    }

    /// <summary>What the grammar of a server has against the files; nothing is run there.</summary>
    /// <param name="setting">Where the login came from, for the message.</param>
    public static async Task<IReadOnlyList<Finding>> GrammarAsync(string server, string setting, IEnumerable<LintFile> files, CancellationToken ct)
    {
        var login = PostgresUrl.Parse(server, setting).ConnectionString;
        await using var connection = await ServerConnection.OpenAsync(login, "migrate lint", onNotice: null, ct);
        return await new ServerGrammar(connection).CheckAsync(files, ct);
    }

    private static NpgsqlConnectionStringBuilder Login(DatabaseAccess access) => access.Migrator is { } login
        ? new NpgsqlConnectionStringBuilder(login.ConnectionString) { Pooling = false }
        : throw new InvalidConfigurationException("DATABASE_MIGRATOR_URL is not set: migrations run as another role than requests.");
}
