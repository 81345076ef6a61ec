using Agora.Testing;
using Npgsql;

namespace Agora.Db.Tests.Database;

/// <summary>The roles that people and their tools log in with do what db/README.md says, and no more.</summary>
public sealed class OperatorRoleTests(SchemaFixture schema) : IClassFixture<SchemaFixture>, IAsyncLifetime
{
    private readonly Guid author = Guid.CreateVersion7(), closed = Guid.CreateVersion7();

    public async Task InitializeAsync()
    {
        foreach (var (id, name) in new[] { (author, "author"), (closed, "closed") })
        {
            await ExecuteAsync("INSERT INTO app.users (id, username) VALUES ($1, $2)", id, name + id.ToString("N")[^12..]);
        }

        await ExecuteAsync("INSERT INTO app.follows (follower_id, followee_id) VALUES ($1, $2)", author, closed);
        await ExecuteAsync("UPDATE app.users SET deleted_at = now() WHERE id = $1", closed);
        await ExecuteAsync(
            """
            INSERT INTO app.posts (id, author_id, title, body, status, published_at, tags)
            SELECT gen_random_uuid(), a.id, s.status, 'text', s.status, CASE WHEN s.status <> 'draft' THEN now() END, '{sql}'
            FROM (VALUES ('published'), ('draft'), ('hidden')) AS s (status), unnest($1) AS a (id)
            """,
            new[] { author, closed });
        await ExecuteAsync(
            "INSERT INTO app.comments (id, post_id, author_id, body) SELECT gen_random_uuid(), p.id, p.author_id, p.title FROM app.posts "
            + "AS p");
        await ExecuteAsync("UPDATE app.post_stats SET view_count = 1");
    }

    public Task DisposeAsync() => ExecuteAsync("DELETE FROM app.users");

    [Fact]
    public async Task The_reading_role_reads_what_an_anonymous_caller_reads()
    {
        await using var reader = schema.Database.LogInAs("app_readonly");
        var seen = new List<string>();
        foreach (var relation in await RelationsAsync())
        {
            var count = $"SELECT count(*) FROM {relation}";
            if (await CountAsync(schema.Database.Runtime, count) is not { } publicRows)
            {
                (await CountAsync(reader, count)).ShouldBeNull(relation);
            }
            else if (publicRows > 0)
            {
                seen.Add(relation);
                (await CountAsync(reader, count)).ShouldBe(publicRows, relation);
            }
            else
            {
                (await CountAsync(reader, count) ?? 0).ShouldBe(0, relation);
            }
        }

        seen.ShouldContain("app.members");
        seen.ShouldContain("app.user_profiles");
        seen.ShouldContain("app.posts");
        seen.ShouldContain("app.comments");
        seen.ShouldContain("app.post_stats");
        seen.ShouldContain("app.tags");
    }

    [Theory]
    [InlineData("SELECT count(*) FROM app.users")]
    [InlineData("SELECT count(*) FROM app.user_sessions")]
    [InlineData("SELECT count(*) FROM app.audit")]
    [InlineData("SELECT key_id FROM sec.context_keys")]
    [InlineData("SET default_transaction_read_only = off; UPDATE app.posts SET title = 'x'")]
    [InlineData("SET default_transaction_read_only = off; CREATE TABLE app.mine (id integer)")]
    [InlineData("SET default_transaction_read_only = off; SELECT app.purge_sessions(1)")]
    [InlineData("SET ROLE app_owner")]
    public Task The_reading_role_is_refused(string sql) => RefusedAsync("app_readonly", sql);

    [Theory]
    [InlineData("SELECT count(*) FROM pg_stat_activity WHERE query <> '<insufficient privilege>'")]
    [InlineData("SELECT count(*) FROM pg_stat_user_tables WHERE schemaname = 'app'")]
    [InlineData("SELECT count(*) FROM pg_stat_statements")]
    [InlineData("SELECT pg_total_relation_size('app.posts')")]
    [InlineData("SELECT tuple_count FROM pgstattuple('app.posts')")]
    [InlineData("SELECT count(*) FROM pg_settings WHERE name = 'data_directory'")]
    public async Task The_watching_role_reads_statistics(string sql)
    {
        await using var watch = schema.Database.LogInAs("ops_watch");

        (await CountAsync(watch, sql)).ShouldNotBeNull().ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("SELECT count(*) FROM app.posts")]
    [InlineData("SELECT count(*) FROM app.members")]
    [InlineData("VACUUM app.posts")]
    [InlineData("SET default_transaction_read_only = off; CREATE TABLE app.mine (id integer)")]
    [InlineData("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'postgres'")]
    public Task The_watching_role_is_refused(string sql) => RefusedAsync("ops_watch", sql);

    [Fact]
    public async Task The_maintaining_role_maintains_every_table_also_those_of_later_migrations()
    {
        await using (var migrator = schema.Database.LogInAs("app_migrator"))
        {
            await using var later = migrator.CreateCommand("SET ROLE app_owner; CREATE TABLE app.made_later (id integer)");
            await later.ExecuteNonQueryAsync();
        }

        var complaints = new List<string>();
        await using var maintain = schema.Database.LogInAs("ops_maintain");
        await using var connection = await maintain.OpenConnectionAsync();
        connection.Notice += (_, notice) => complaints.Add(notice.Notice.MessageText);
        var tables = await schema.ListAsync(
            "SELECT c.oid::regclass::text FROM pg_class AS c WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('r', 'p')");
        foreach (var sql in tables.Select(t => $"VACUUM (ANALYZE) {t}").Concat(
            ["REINDEX TABLE CONCURRENTLY app.posts", "ANALYZE app.users", "CHECKPOINT"]))
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }

        await ExecuteAsync("DROP TABLE app.made_later");
        tables.ShouldContain("app.made_later");
        complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_maintaining_role_cancels_a_statement_of_the_runtime()
    {
        await using var maintain = schema.Database.LogInAs("ops_maintain");
        await using var runtime = await schema.Database.Runtime.OpenConnectionAsync();

        await using var cancel = maintain.CreateCommand($"SELECT pg_cancel_backend({runtime.ProcessID})");

        (await cancel.ExecuteScalarAsync()).ShouldBe(true);
    }

    [Theory]
    [InlineData("SELECT count(*) FROM app.posts")]
    [InlineData("SELECT count(*) FROM app.members")]
    [InlineData("DELETE FROM app.user_sessions")]
    [InlineData("SELECT app.purge_sessions(1)")]
    [InlineData("SELECT app.purge_idempotency_keys(1)")]
    [InlineData("CREATE TABLE app.mine (id integer)")]
    public Task The_maintaining_role_is_refused(string sql) => RefusedAsync("ops_maintain", sql);

    private Task<IReadOnlyList<string>> RelationsAsync() => schema.ListAsync("""
        SELECT c.oid::regclass::text
        FROM pg_class AS c
        WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') AND NOT c.relispartition
        ORDER BY 1
        """);

    private async Task RefusedAsync(string role, string sql)
    {
        await using var source = schema.Database.LogInAs(role);
        var complaints = new List<string>();
        await using var connection = await source.OpenConnectionAsync();
        connection.Notice += (_, notice) => complaints.Add(notice.Notice.MessageText);
        await using var command = new NpgsqlCommand(sql, connection);
        try
        {
            await command.ExecuteNonQueryAsync();
            // VACUUM passes over a table that it may not touch, and says so.
            complaints.ShouldContain(c => c.StartsWith("permission denied", StringComparison.Ordinal));
        }
        catch (PostgresException refused)
        {
            refused.SqlState.ShouldBeOneOf(PostgresErrorCodes.InsufficientPrivilege, PostgresErrorCodes.ReadOnlySqlTransaction);
        }
    }

    /// <summary>Null when the role may not ask.</summary>
    private static async Task<long?> CountAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        try
        {
            return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return null;
        }
    }

    private Task<int> ExecuteAsync(string sql, params object[] values) => schema.Database.Superuser.ExecuteAsync(sql, values);
}
