using Agora.Migrations.Events;
using Agora.Migrations.Running;
using Npgsql;

namespace Agora.Migrations.Tests;

/// <summary>A directory of migrations and a database for one test.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("agora-migrations-");

    private Bench(string connectionString)
    {
        ConnectionString = connectionString;
        Options = new MigratorOptions { ConnectionString = connectionString, Directory = directory.FullName };
    }

    public string ConnectionString { get; }

    public string Root => directory.FullName;

    public MigratorOptions Options { get; set; }

    public RecordingObserver Events { get; } = new();

    public static async Task<Bench> CreateAsync() => new(await ScratchServer.NewDatabaseAsync());

    /// <param name="name">Without the extension; a version of 14 digits and a slug.</param>
    public Bench Migration(string name, string up, string? down = null)
    {
        Write($"migrations/{name}.sql", up);
        if (down is not null)
        {
            Write($"migrations/{name}.down.sql", down);
        }

        return this;
    }

    public Bench Repeatable(string name, string sql)
    {
        Write($"repeatable/{name}.sql", sql);
        return this;
    }

    public void Write(string path, string text)
    {
        var target = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.WriteAllText(target, text);
    }

    public void Delete(string path) => File.Delete(Path.Combine(Root, path));

    public Migrator Migrator() => new(Options, Events, TimeProvider.System);

    public async Task<MigrationReport> UpAsync(long? to = null)
    {
        var report = await Migrator().UpAsync(to, CancellationToken.None);
        return report;
    }

    /// <summary>Fails the test with everything the run said, when it did not end well.</summary>
    public async Task<MigrationReport> MustUpAsync(long? to = null)
    {
        var report = await UpAsync(to);
        report.Failure.ShouldBeNull(string.Join('\n', Events.All.Select(e => e.ToString())));
        return report;
    }

    public async Task<MigrationReport> DownAsync(DownTarget target) => await Migrator().DownAsync(target, CancellationToken.None);

    /// <summary>Everything that the migrator keeps and everything that the files made, as text to compare.</summary>
    public async Task<string> SchemaAsync() => await ScalarAsync<string>("""
        SELECT string_agg(line, E'\n' ORDER BY line)
        FROM (
            SELECT format('%s %s.%s', c.relkind, n.nspname, c.relname) AS line
            FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
            WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'migrate', 'pg_toast') AND c.relname <> 'VersionInfo'
            UNION ALL
            SELECT format('index %s %s %s', i.indexrelid::regclass, i.indisvalid, pg_get_indexdef(i.indexrelid))
            FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
            WHERE n.nspname NOT IN ('pg_catalog', 'migrate', 'pg_toast')
            UNION ALL
            SELECT format('column %s.%s %s %s', a.attrelid::regclass, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull)
            FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
            WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'v', 'p')
                AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'migrate', 'pg_toast')
            UNION ALL
            SELECT format('constraint %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint
                   WHERE connamespace = 'public'::regnamespace
        ) AS x
        """) ?? "";

    /// <summary>For observers, which are called on the runner's thread and must not give it back.</summary>
    public void Run(string sql)
    {
        using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString);
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    public async Task RunAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T?> ScalarAsync<T>(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    public async Task<NpgsqlConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        directory.Delete(recursive: true);
        await ScratchServer.DropAsync(ConnectionString);
    }
}

internal sealed class RecordingObserver : IMigrationObserver
{
    private readonly List<MigrationEvent> events = [];

    public IReadOnlyList<MigrationEvent> All => events;

    public IEnumerable<T> Of<T>()
        where T : MigrationEvent => events.OfType<T>();

    public void On(MigrationEvent happened) => events.Add(happened);
}
