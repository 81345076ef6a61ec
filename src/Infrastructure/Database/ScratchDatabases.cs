using Agora.Infrastructure.Database.Bootstrap;
using Agora.Migrations.Testing;
using Npgsql;

namespace Agora.Infrastructure.Database;

/// <summary>Throw-away databases, prepared as production is, on which migrations are proven. Disposing leaves nothing behind.</summary>
internal sealed class ScratchDatabases : IScratchDatabases, IAsyncDisposable
{
    /// <summary>A database of this name says that anybody may make and drop databases and roles on its server.</summary>
    public const string Marker = "agora_test_marker";

    private readonly string admin;
    private readonly NpgsqlConnectionStringBuilder migrator;
    private readonly Lazy<Task<string>> template;
    private bool ownsMigrator;

    /// <summary>False for files that name no role to become: they run as the superuser, because nobody else owns their database.</summary>
    public bool HasOwnRole { get; init; } = true;

    private ScratchDatabases(string admin, NpgsqlConnectionStringBuilder migrator, CancellationToken ct)
    {
        this.admin = admin;
        this.migrator = migrator;
        // Extensions take a second or two to make; a copy of a database that has them does not.
        template = new(() => PrepareAsync(ct));
    }

    /// <exception cref="InvalidConfigurationException">The server is a configured one, where nothing is made and dropped at will.</exception>
    public static ScratchDatabases On(DatabaseServer embedded, bool hasOwnRole, CancellationToken ct) => embedded.Cluster is { } cluster
        ? new ScratchDatabases(cluster.AdminConnectionString("postgres"), embedded.Access.Migrator!, ct) { HasOwnRole = hasOwnRole }
        : throw new InvalidConfigurationException("A database is configured (DATABASE_URL). Name a server for tests by --server, or unset it to use the embedded one.");

    /// <param name="server">Login of a superuser.</param>
    /// <exception cref="InvalidConfigurationException">The server is not marked as one for tests.</exception>
    public static async Task<ScratchDatabases> OnAsync(string server, bool hasOwnRole, CancellationToken ct)
    {
        var login = await MarkedAsync(server, "--server", ct);
        await DatabaseBootstrap.EnsureRolesAsync(login.ConnectionString, passwords: null, ct);
        var databases = new ScratchDatabases(
            login.ConnectionString,
            new NpgsqlConnectionStringBuilder(login.ConnectionString) { Username = $"scratch_{Guid.NewGuid():N}", Password = RolePasswords.Generate().Migrator },
            ct)
        {
            HasOwnRole = hasOwnRole,
        };
        // A migrator of our own: the passwords of the roles that are there belong to somebody.
        await databases.RunAsync($"CREATE ROLE {databases.migrator.Username} LOGIN PASSWORD '{ScramVerifier.For(databases.migrator.Password!)}' IN ROLE app_migrator", ct);
        databases.ownsMigrator = true;
        return databases;
    }

    /// <param name="setting">Where the login came from, for the message.</param>
    /// <exception cref="InvalidConfigurationException">The server is not marked as one for tests.</exception>
    public static async Task<NpgsqlConnectionStringBuilder> MarkedAsync(string server, string setting, CancellationToken ct)
    {
        var login = PostgresUrl.Parse(server, setting);
        login.Database = string.IsNullOrEmpty(login.Database) ? "postgres" : login.Database;
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(login.ConnectionString) { Pooling = false });
        await using var command = source.CreateCommand("SELECT count(*) FROM pg_database WHERE datname = $1");
        command.Parameters.AddWithValue(Marker);
        return await command.ExecuteScalarAsync(ct) is 1L
            ? login
            : throw new InvalidConfigurationException(
                $"{setting} names {login.Host}:{login.Port}, which is not marked as a server for tests, so nothing was touched. "
                + $"If tests may create and drop databases and roles there, run: CREATE DATABASE {Marker}");
    }

    public async Task<IScratchDatabase> CreateAsync(CancellationToken ct)
    {
        var name = $"scratch_{Guid.NewGuid():N}";
        // A copy inherits neither the owner nor the rights of the database itself, which live in its row of the catalogue.
        await RunAsync($"CREATE DATABASE {name} OWNER app_owner TEMPLATE {await template.Value}", ct);
        await DatabaseBootstrap.EnsureDatabaseAsync(admin, name, ct);
        return new Scratch(this, name);
    }

    public async ValueTask DisposeAsync()
    {
        if (template.IsValueCreated)
        {
            await DropAsync(await template.Value);
        }

        if (ownsMigrator)
        {
            await RunAsync($"DROP ROLE {migrator.Username}", CancellationToken.None);
        }
    }

    private async Task<string> PrepareAsync(CancellationToken ct)
    {
        var name = $"scratch_{Guid.NewGuid():N}";
        await DatabaseBootstrap.EnsureDatabaseAsync(admin, name, ct);
        return name;
    }

    // The token of the verb may be cancelled already, and what was made has to go all the same.
    private Task DropAsync(string name) => RunAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)", CancellationToken.None);

    private async Task RunAsync(string sql, CancellationToken ct)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(admin) { Pooling = false, CommandTimeout = 0 });
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(ct);
    }

    private sealed class Scratch(ScratchDatabases server, string name) : IScratchDatabase
    {
        public string Migrator { get; } = new NpgsqlConnectionStringBuilder(server.HasOwnRole ? server.migrator.ConnectionString : server.admin) { Database = name }.ConnectionString;

        public string Admin { get; } = new NpgsqlConnectionStringBuilder(server.admin) { Database = name }.ConnectionString;

        public async ValueTask DisposeAsync() => await server.DropAsync(name);
    }
}
