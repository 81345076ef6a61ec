using Agora.Migrations;
using Agora.Testing;
using Npgsql;

namespace Agora.Benchmarks.Migrations;

/// <summary>A database and a directory of migrations for one measurement.</summary>
internal sealed class BenchDatabase : IAsyncDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("agora-bench-");
    private readonly TestDatabase database;

    private BenchDatabase(TestDatabase database) => this.database = database;

    public string ConnectionString => database.AdminConnectionString;

    public MigratorOptions Options => new() { ConnectionString = ConnectionString, Directory = directory.FullName };

    public static async Task<BenchDatabase> CreateAsync() =>
        new(await TestDatabase.CreateAsync("migration benches", (_, _) => Task.CompletedTask, CancellationToken.None));

    public void Migration(string name, string sql)
    {
        var folder = Directory.CreateDirectory(Path.Combine(directory.FullName, "migrations"));
        File.WriteAllText(Path.Combine(folder.FullName, $"{name}.sql"), sql);
    }

    public async Task<NpgsqlConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    public async Task RunAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        directory.Delete(recursive: true);
        await database.DisposeAsync();
    }
}
