using Agora.Testing;
using Npgsql;

namespace Agora.Infrastructure.Tests.Database.Embedded;

public sealed class TestDatabaseTests
{
    [Fact]
    public async Task Prepares_a_template_once_and_gives_each_caller_a_database_of_its_own()
    {
        var key = NewKey();
        var prepared = 0;

        var databases = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Create(key, async (login, ct) =>
        {
            Interlocked.Increment(ref prepared);
            await Execute(login, "CREATE TABLE note (id int); INSERT INTO note VALUES (1)");
        })));
        await Execute(databases[0].AdminConnectionString, "INSERT INTO note VALUES (2)");

        prepared.ShouldBe(1);
        (await Read(databases[0].AdminConnectionString, "SELECT count(*) FROM note")).ShouldBe(2L);
        (await Read(databases[5].AdminConnectionString, "SELECT count(*) FROM note")).ShouldBe(1L);
        await Drop(key, databases);
    }

    [Fact]
    public async Task Builds_anew_a_template_whose_preparation_broke_off()
    {
        var key = NewKey();
        var broken = Create(key, async (login, ct) =>
        {
            await Execute(login, "CREATE TABLE half_done (id int)");
            throw new InvalidOperationException("Broken off.");
        });
        await Should.ThrowAsync<InvalidOperationException>(broken);

        var database = await Create(key, (login, ct) => Execute(login, "CREATE TABLE whole (id int)"));

        var tables = await Read(
            database.AdminConnectionString, "SELECT string_agg(relname, ',') FROM pg_class WHERE relname IN ('half_done', 'whole')");
        tables.ShouldBe("whole");
        await Drop(key, database);
    }

    [Fact]
    public async Task Gives_the_clone_the_owner_privileges_and_settings_of_the_template()
    {
        var key = NewKey();
        var role = $"owner_{Guid.NewGuid():N}";

        var database = await Create(key, (login, ct) => Execute(login, $"""
            CREATE ROLE {role};
            DO $$ BEGIN
                EXECUTE format('ALTER DATABASE %I OWNER TO {role}', current_database());
                EXECUTE format('REVOKE CONNECT ON DATABASE %I FROM PUBLIC', current_database());
                EXECUTE format('ALTER DATABASE %I SET search_path = app, public', current_database());
            END $$
            """));

        const string sql = """
            SELECT concat_ws('; ', pg_get_userbyid(datdba), has_database_privilege('pg_monitor', oid, 'CONNECT'),
                   current_setting('search_path'))
            FROM pg_database
            WHERE datname = current_database()
            """;
        (await Read(database.AdminConnectionString, sql)).ShouldBe($"{role}; f; app, public");
        await Drop(key, database);
        await Execute((await TestCluster.GetAsync()).AdminConnectionString("postgres"), $"DROP ROLE {role}");
    }

    [Fact]
    public async Task Drops_the_database_at_the_end_even_with_open_connections()
    {
        var key = NewKey();
        var database = await Create(key, (login, ct) => Task.CompletedTask);
        await using var source = NpgsqlDataSource.Create(database.AdminConnectionString);
        await using var connection = await source.OpenConnectionAsync();

        await database.DisposeAsync();

        var server = (await TestCluster.GetAsync()).AdminConnectionString("postgres");
        (await Read(server, $"SELECT count(*) FROM pg_database WHERE datname = '{database.Name}'")).ShouldBe(0L);
        await Drop(key);
    }

    private static string NewKey() => $"test of templates {Guid.NewGuid()}";

    private static Task<TestDatabase> Create(string key, Func<string, CancellationToken, Task> prepare) =>
        TestDatabase.CreateAsync(key, prepare, CancellationToken.None);

    private static async Task Drop(string key, params TestDatabase[] databases)
    {
        foreach (var database in databases)
        {
            await database.DisposeAsync();
        }

        var server = (await TestCluster.GetAsync()).AdminConnectionString("postgres");
        var template = TestDatabase.TemplateName(key);
        await Execute(server, $"ALTER DATABASE {template} IS_TEMPLATE false");
        await Execute(server, $"DROP DATABASE {template}");
    }

    private static async Task Execute(string login, string sql) => await Read(login, sql);

    private static async Task<object?> Read(string login, string sql)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(login) { Pooling = false });
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
