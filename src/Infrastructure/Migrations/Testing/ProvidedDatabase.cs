using Agora.Migrations.Connections;
using Npgsql;

namespace Agora.Migrations.Testing;

/// <summary>An empty database that the user provides for a trace, and drops afterwards.</summary>
public sealed class ProvidedDatabase(string login) : IScratchDatabase
{
    public string Migrator => login;

    public string Admin => login;

    /// <param name="setting">Where the login came from, for the message.</param>
    /// <exception cref="UsageException">It is no PostgreSQL login, or the database holds tables already.</exception>
    public static async Task<ProvidedDatabase> OpenAsync(string url, string setting, CancellationToken ct)
    {
        const string sql = """
            SELECT count(*)
            FROM pg_catalog.pg_class AS c
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p')
              AND n.nspname NOT IN ('pg_catalog', 'information_schema')
              AND n.nspname !~ '^pg_toast'
              AND NOT EXISTS (
                  SELECT FROM pg_catalog.pg_depend AS d
                  WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'e')
            """;
        var login = new NpgsqlConnectionStringBuilder(PostgresUrl.Parse(url, setting).ConnectionString)
        {
            Pooling = false,
        }.ConnectionString;
        await using var source = NpgsqlDataSource.Create(login);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(ct) is 0L
            ? new ProvidedDatabase(login)
            : throw new UsageException(
                $"The database of {setting} holds tables. A trace fills and changes what it finds, so it wants an empty one.");
    }

    /// <summary>Whether the role is there and the login may become it, so that it owns what is made.</summary>
    public async Task<bool> MayBecomeAsync(string role, CancellationToken ct)
    {
        const string sql = "SELECT count(*) FROM pg_catalog.pg_roles WHERE rolname = $1 AND pg_catalog.pg_has_role(oid, 'SET')";
        await using var source = NpgsqlDataSource.Create(login);
        await using var command = source.CreateCommand(sql);
        command.Parameters.AddWithValue(role);
        return await command.ExecuteScalarAsync(ct) is 1L;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
