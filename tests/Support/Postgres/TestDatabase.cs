using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Agora.Testing;

/// <summary>
/// A database of its own for a test class: a clone of a template that is prepared once for all test processes. Disposing drops it.
/// </summary>
public sealed class TestDatabase : IAsyncDisposable
{
    // One template at a time: preparing one may create roles, which belong to the whole server.
    private const long PreparationLock = 4_127_530_918;

    private readonly TestCluster cluster;

    private TestDatabase(TestCluster cluster, string name)
    {
        this.cluster = cluster;
        Name = name;
    }

    public string Name { get; }

    /// <summary>A superuser's login to this database.</summary>
    public string AdminConnectionString => cluster.AdminConnectionString(Name);

    /// <param name="templateKey">Names what the template holds, such as a hash over the migrations: another key, another template.</param>
    /// <param name="prepareTemplate">
    /// Fills the empty template, once for each key. Gets a superuser's login to it. Owner, privileges and settings that it gives the
    /// database itself reach the clones too.
    /// </param>
    public static async Task<TestDatabase> CreateAsync(
        string templateKey, Func<string, CancellationToken, Task> prepareTemplate, CancellationToken ct) =>
        await CreateAsync(await TestCluster.GetAsync(), templateKey, prepareTemplate, ct);

    internal static Task<TestDatabase> CreateAsync(
        TestCluster cluster, string templateKey, Func<string, CancellationToken, Task> prepareTemplate, CancellationToken ct) =>
        CreateAsync(cluster, $"t_{Guid.NewGuid():N}", templateKey, prepareTemplate, ct);

    internal static async Task<TestDatabase> CreateAsync(
        TestCluster cluster,
        string name,
        string templateKey,
        Func<string, CancellationToken, Task> prepareTemplate,
        CancellationToken ct)
    {
        await using var server = Open(cluster, "postgres");
        await using var connection = await server.OpenConnectionAsync(ct);
        var template = TemplateName(templateKey);
        if (!await IsReadyAsync(connection, template, ct))
        {
            await PrepareAsync(cluster, connection, template, prepareTemplate, ct);
        }

        await CloneAsync(connection, template, name, ct);
        return new TestDatabase(cluster, name);
    }

    /// <summary>The login to this database as another role.</summary>
    public string ConnectionStringFor(string username, string password) =>
        new NpgsqlConnectionStringBuilder(AdminConnectionString) { Username = username, Password = password }.ConnectionString;

    public async ValueTask DisposeAsync()
    {
        await using var server = Open(cluster, "postgres");
        await using var connection = await server.OpenConnectionAsync();
        await RunAsync(connection, $"DROP DATABASE IF EXISTS {Name} WITH (FORCE)", CancellationToken.None);
    }

    internal static string TemplateName(string templateKey) =>
        $"agora_template_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(templateKey)))[..16]}";

    private static async Task PrepareAsync(
        TestCluster cluster,
        NpgsqlConnection connection,
        string template,
        Func<string, CancellationToken, Task> prepareTemplate,
        CancellationToken ct)
    {
        // If anything fails the connection closes and with it the lock goes, even of a killed run.
        await RunAsync(connection, $"SELECT pg_advisory_lock({PreparationLock})", ct);
        if (!await IsReadyAsync(connection, template, ct))
        {
            // What an interrupted preparation left is not marked as a template and goes.
            await RunAsync(connection, $"DROP DATABASE IF EXISTS {template} WITH (FORCE)", ct);
            await RunAsync(
                connection,
                $"""
                CREATE DATABASE {template} TEMPLATE template0 ENCODING 'UTF8'
                LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C.UTF-8'
                """,
                ct);
            await prepareTemplate(cluster.AdminConnectionString(template), ct);

            // A database can be cloned only while no session is connected to it.
            await RunAsync(connection, $"ALTER DATABASE {template} WITH ALLOW_CONNECTIONS false", ct);
            await RunAsync(
                connection, $"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{template}'", ct);
            await RunAsync(connection, $"ALTER DATABASE {template} WITH IS_TEMPLATE true", ct);
        }

        await RunAsync(connection, $"SELECT pg_advisory_unlock({PreparationLock})", ct);
    }

    private static async Task CloneAsync(NpgsqlConnection connection, string template, string name, CancellationToken ct)
    {
        // Measured with a template of 15 MB: 20 clones, four at a time, take 0.4 s by FILE_COPY and 1.8 s by WAL_LOG.
        await RunAsync(connection, $"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy", ct);

        // CREATE DATABASE leaves out what belongs to the database as a whole.
        await RunAsync(
            connection,
            $"""
            UPDATE pg_database
            SET (datdba, datacl) = (SELECT datdba, datacl FROM pg_database WHERE datname = '{template}')
            WHERE datname = '{name}';

            INSERT INTO pg_db_role_setting (setdatabase, setrole, setconfig)
            SELECT clone.oid, setting.setrole, setting.setconfig
            FROM pg_db_role_setting AS setting
            JOIN pg_database AS template ON template.oid = setting.setdatabase
            CROSS JOIN pg_database AS clone
            WHERE template.datname = '{template}'
              AND clone.datname = '{name}'
            """,
            ct);
    }

    private static async Task<bool> IsReadyAsync(NpgsqlConnection connection, string template, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "SELECT count(*) FROM pg_database WHERE datname = $1 AND datistemplate", connection);
        command.Parameters.AddWithValue(template);
        return await command.ExecuteScalarAsync(ct) is 1L;
    }

    // Names are made of our own letters and digits, and the commands about databases take no parameters.
    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }

    private static NpgsqlDataSource Open(TestCluster cluster, string database) => NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(cluster.AdminConnectionString(database)) { Pooling = false });
}
