using Agora.Infrastructure.Database.Bootstrap;
using Agora.Migrations;
using Agora.Migrations.Testing;
using Npgsql;

namespace Agora.Infrastructure.Database;

/// <summary>Throw-away databases with the roles, extensions and rights that Agora's own has. Disposing drops what is left.</summary>
public sealed class PreparedDatabases : IScratchDatabases, IAsyncDisposable
{
    private readonly ScratchDatabases databases;
    private readonly string admin;
    private readonly string? ownMigrator;

    private PreparedDatabases(string admin, string migrator, string? ownMigrator, CancellationToken ct)
    {
        this.admin = admin;
        this.ownMigrator = ownMigrator;
        Func<string, CancellationToken, Task> ensure = (name, token) => DatabaseBootstrap.EnsureDatabaseAsync(admin, name, token);
        databases = new ScratchDatabases(new ScratchSetup(admin, migrator, "app_owner", ensure, ensure), ct);
    }

    /// <param name="hasOwnRole">False for files that name no role to become: they run as the superuser, who owns their database.</param>
    /// <exception cref="InvalidConfigurationException">The server is a configured one, where nothing is made and dropped at
    /// will.</exception>
    public static PreparedDatabases On(DatabaseServer embedded, bool hasOwnRole, CancellationToken ct)
    {
        if (embedded.Cluster is not { } cluster)
        {
            throw new InvalidConfigurationException(
                "A database is configured (DATABASE_URL). Name a server for tests by --server, or unset it to use the embedded one.");
        }

        var superuser = cluster.AdminConnectionString("postgres");
        return new PreparedDatabases(superuser, hasOwnRole ? embedded.Access.Migrator!.ConnectionString : superuser, ownMigrator: null, ct);
    }

    /// <param name="server">Login of a superuser.</param>
    /// <inheritdoc cref="On"/>
    /// <exception cref="UsageException">The server is not marked as one for tests.</exception>
    public static async Task<PreparedDatabases> OnAsync(string server, bool hasOwnRole, CancellationToken ct)
    {
        var login = await ScratchDatabases.MarkedAsync(server, "--server", ct);
        var superuser = login.ConnectionString;
        await DatabaseBootstrap.EnsureRolesAsync(superuser, passwords: null, ct);
        // A migrator of our own: the passwords of the roles that are there belong to their users.
        var migrator = new NpgsqlConnectionStringBuilder(superuser)
        {
            Username = $"scratch_{Guid.NewGuid():N}",
            Password = RolePasswords.Generate().Migrator,
        };
        await ScratchDatabases.RunAsync(
            superuser,
            $"CREATE ROLE {migrator.Username} LOGIN PASSWORD '{ScramVerifier.For(migrator.Password)}' IN ROLE app_migrator",
            ct);
        return new PreparedDatabases(superuser, hasOwnRole ? migrator.ConnectionString : superuser, migrator.Username, ct);
    }

    public Task<IScratchDatabase> CreateAsync(CancellationToken ct) => databases.CreateAsync(ct);

    public async ValueTask DisposeAsync()
    {
        await databases.DisposeAsync();
        if (ownMigrator is not null)
        {
            await ScratchDatabases.RunAsync(admin, $"DROP ROLE {ownMigrator}", CancellationToken.None);
        }
    }
}
