using Agora.Migrations.Connections;
using Npgsql;

namespace Agora.Migrations.Testing;

/// <summary>How throw-away databases of a server are made.</summary>
/// <param name="Admin">Login of a superuser.</param>
/// <param name="Migrator">Login that the files run with.</param>
/// <param name="Owner">Role that owns each database; null for the superuser.</param>
/// <param name="CreateAsync">Makes the database of that name, with what the files expect to find.</param>
/// <param name="CopiedAsync">
/// Gives a copy of such a database what copies lack: neither the owner nor the rights of the database itself, which live in its row of
/// the catalogue, are inherited.
/// </param>
public sealed record ScratchSetup(
    string Admin,
    string Migrator,
    string? Owner,
    Func<string, CancellationToken, Task> CreateAsync,
    Func<string, CancellationToken, Task>? CopiedAsync = null);

/// <summary>Throw-away databases, prepared as production is, on which migrations are proven. Disposing drops what is left.</summary>
public sealed class ScratchDatabases : IScratchDatabases, IAsyncDisposable
{
    /// <summary>A database of this name says that tests may make and drop databases and roles on its server.</summary>
    public const string Marker = "agora_test_marker";

    private readonly ScratchSetup setup;
    private readonly Lazy<Task<string>> template;

    public ScratchDatabases(ScratchSetup setup, CancellationToken ct)
    {
        this.setup = setup;
        // Extensions take a second or two to make; a copy of a database that has them does not.
        template = new(() => PrepareAsync(ct));
    }

    /// <param name="setting">Where the login came from, for the message.</param>
    /// <exception cref="UsageException">The server is not marked as one for tests.</exception>
    public static async Task<NpgsqlConnectionStringBuilder> MarkedAsync(string server, string setting, CancellationToken ct)
    {
        var login = PostgresUrl.Parse(server, setting);
        login.Database = string.IsNullOrEmpty(login.Database) ? "postgres" : login.Database;
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(login.ConnectionString) { Pooling = false });
        await using var command = source.CreateCommand("SELECT count(*) FROM pg_database WHERE datname = $1");
        command.Parameters.AddWithValue(Marker);
        return await command.ExecuteScalarAsync(ct) is 1L
            ? login
            : throw new UsageException(
                $"{setting} names {login.Host}:{login.Port}, which is not marked as a server for tests, so nothing was touched. "
                + $"If tests may create and drop databases and roles there, run: CREATE DATABASE {Marker}");
    }

    /// <summary>Runs one statement as the superuser.</summary>
    public static async Task RunAsync(string admin, string sql, CancellationToken ct)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(admin) { Pooling = false, CommandTimeout = 0 });
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task<IScratchDatabase> CreateAsync(CancellationToken ct)
    {
        var name = NewName();
        var owner = setup.Owner is null ? "" : $"OWNER {Quoted(setup.Owner)} ";
        await RunAsync(setup.Admin, $"CREATE DATABASE {name} {owner}TEMPLATE {await template.Value}", ct);
        if (setup.CopiedAsync is { } complete)
        {
            await complete(name, ct);
        }

        return new Scratch(this, name);
    }

    public async ValueTask DisposeAsync()
    {
        if (template.IsValueCreated)
        {
            await DropAsync(await template.Value);
        }
    }

    public static string Quoted(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string NewName() => $"scratch_{Guid.NewGuid():N}";

    private async Task<string> PrepareAsync(CancellationToken ct)
    {
        var name = NewName();
        await setup.CreateAsync(name, ct);
        return name;
    }

    // The token of the verb may be cancelled already, and what was made has to go all the same.
    private Task DropAsync(string name) => RunAsync(setup.Admin, $"DROP DATABASE IF EXISTS {name} WITH (FORCE)", CancellationToken.None);

    private sealed class Scratch(ScratchDatabases server, string name) : IScratchDatabase
    {
        public string Migrator { get; } = At(server.setup.Migrator, name);

        public string Admin { get; } = At(server.setup.Admin, name);

        public async ValueTask DisposeAsync() => await server.DropAsync(name);

        private static string At(string login, string database) =>
            new NpgsqlConnectionStringBuilder(login) { Database = database }.ConnectionString;
    }
}
