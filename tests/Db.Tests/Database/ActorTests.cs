using Agora.Application.Common;
using Agora.Infrastructure.Database;
using Agora.Testing;
using Npgsql;

namespace Agora.Db.Tests.Database;

/// <summary>The signed actor, attacked with SQL as the role that serves requests.</summary>
public sealed class ActorTests(SchemaFixture schema) : IClassFixture<SchemaFixture>
{
    private const string Role = "SELECT app.actor_role()";

    // The groups that the actor is in, such as "staff admin".
    private const string Groups = """
        SELECT concat_ws(
            ' ', CASE WHEN app.is_staff() THEN 'staff' END, CASE WHEN app.is_admin() THEN 'admin' END, CASE WHEN app.is_system()
            THEN 'system' END)
        """;

    private static readonly Guid Member = Guid.CreateVersion7();

    private static ContextSigner Signer => new(ApiDatabase.Secrets.For("context"), TimeProvider.System);

    [Fact]
    public async Task Without_a_context_the_reader_is_anonymous() =>
        (await AskAsync(null)).ShouldBe("anonymous");

    [Fact]
    public async Task An_empty_context_is_anonymous_too() =>
        (await AskAsync("")).ShouldBe("anonymous");

    [Fact]
    public async Task A_signed_context_is_believed() =>
        (await AskAsync(Signer.Sign(new Actor(Member, ActorRole.User, null)))).ShouldBe("user");

    [Theory]
    [InlineData(ActorRole.Anonymous, "")]
    [InlineData(ActorRole.User, "")]
    [InlineData(ActorRole.Moderator, "staff")]
    [InlineData(ActorRole.Admin, "staff admin")]
    [InlineData(ActorRole.System, "staff admin system")]
    public async Task Staff_admins_and_the_system_are_distinguished(ActorRole role, string expected) =>
        (await AskAsync(Signer.Sign(new Actor(Member, role, null)), Groups)).ShouldBe(expected);

    [Theory]
    [InlineData("SELECT app.is_staff()")]
    [InlineData("SELECT app.is_admin()")]
    [InlineData("SELECT app.is_system()")]
    [InlineData("SELECT app.actor_id()")]
    [InlineData("SELECT app.actor_role()")]
    [InlineData("SELECT app.hidden_authors()")]
    public async Task A_claim_of_more_than_a_person_may_needs_a_signature(string sql)
    {
        var mine = Signer.Sign(new Actor(Member, ActorRole.User, null));

        foreach (var role in new[] { "moderator", "admin", "system", "User", "" })
        {
            await RefusedAsync(mine.Replace("|user|", $"|{role}|", StringComparison.Ordinal), sql);
        }

        await RefusedAsync("garbage", sql);
        await RefusedAsync("|", sql);
    }

    // Rights that a plain user lacks are denied without verifying the signature; rights that they have need it.
    [Fact]
    public async Task An_unsigned_claim_to_be_a_plain_user_gives_nothing()
    {
        var mine = Signer.Sign(new Actor(Member, ActorRole.User, null));
        var forged = mine[..^1] + (mine[^1] == '0' ? '1' : '0');

        (await AskAsync(forged, Groups)).ShouldBe("");
        (await AskAsync(forged, "SELECT count(*)::text FROM app.day_posts")).ShouldBe("0");
        await RefusedAsync(forged, "SELECT app.actor_id()");
        await RefusedAsync(forged, "SELECT app.hidden_authors()");
    }

    // The functions have no search_path of their own, so that they can be inlined: their names were resolved when they were made.
    [Fact]
    public async Task No_search_path_redirects_who_asks()
    {
        const string hostile = """
            CREATE SCHEMA hostile;
            GRANT USAGE ON SCHEMA hostile TO app_api;
            CREATE FUNCTION hostile.current_setting(text, boolean) RETURNS text LANGUAGE sql AS $$SELECT 'x|x|user|x|x'$$;
            CREATE FUNCTION hostile.split_part(text, text, integer) RETURNS text LANGUAGE sql AS $$SELECT 'system'$$;
            CREATE FUNCTION hostile.same(text, text) RETURNS boolean LANGUAGE sql AS $$SELECT true$$;
            CREATE OPERATOR hostile.= (FUNCTION = hostile.same, LEFTARG = text, RIGHTARG = text);
            CREATE OPERATOR hostile.<> (FUNCTION = hostile.same, LEFTARG = text, RIGHTARG = text);
            """;
        const string before = "SET LOCAL search_path = hostile, pg_catalog; ";

        await schema.ListAsync(hostile);
        try
        {
            (await AskAsync(null, before + "SELECT app.actor_role()")).ShouldBe("anonymous");
            (await AskAsync(null, before + Groups)).ShouldBe("");
            (await AskAsync(Signer.Sign(new Actor(Member, ActorRole.User, null)), before + Groups)).ShouldBe("");
            (await AskAsync(Signer.Sign(new Actor(Member, ActorRole.Admin, null)), before + Groups)).ShouldBe("staff admin");
        }
        finally
        {
            await schema.ListAsync("DROP SCHEMA hostile CASCADE");
        }
    }

    // A call that is not inlined is planned anew each time (a SQL function) or entered each time: tens of microseconds a statement.
    [Theory]
    [InlineData("actor_id")]
    [InlineData("actor_role")]
    [InlineData("is_staff")]
    [InlineData("is_admin")]
    [InlineData("is_system")]
    [InlineData("hidden_authors")]
    public async Task Who_asks_is_an_expression_of_the_statement_and_not_a_call(string function)
    {
        await using var command = schema.Database.Runtime.CreateCommand($"EXPLAIN (VERBOSE, COSTS OFF) SELECT app.{function}()");
        await using var reader = await command.ExecuteReaderAsync();
        var plan = new List<string>();
        while (await reader.ReadAsync())
        {
            plan.Add(reader.GetString(0));
        }

        var text = string.Join('\n', plan);
        text.ShouldContain("CASE WHEN");
        text.ShouldNotContain($"app.{function}(");
    }

    [Fact]
    public async Task The_context_ends_with_its_transaction()
    {
        await using var connection = await schema.Database.Runtime.OpenConnectionAsync();
        await AskOnAsync(connection, Signer.Sign(new Actor(Member, ActorRole.Admin, null)));

        await using var after = new NpgsqlCommand("SELECT app.actor_role()", connection);
        (await after.ExecuteScalarAsync()).ShouldBe("anonymous");
    }

    [Fact]
    public async Task A_changed_context_cannot_act_as_another_user()
    {
        var mine = Signer.Sign(new Actor(Member, ActorRole.User, null));

        await RefusedAsync(mine.Replace("|user|", "|admin|", StringComparison.Ordinal));
        await RefusedAsync(mine.Replace(Member.ToString(), Guid.CreateVersion7().ToString(), StringComparison.Ordinal));
        await RefusedAsync(mine[..^1] + (mine[^1] == '0' ? '1' : '0'));
        await RefusedAsync(mine + "|x");
        await RefusedAsync("garbage");
    }

    [Fact]
    public async Task A_key_that_the_database_does_not_know_signs_nothing() =>
        await RefusedAsync(new ContextSigner(new byte[32], TimeProvider.System).Sign(new Actor(Member, ActorRole.Admin, null)));

    [Fact]
    public async Task A_context_expires()
    {
        var past = new ManualClock();
        past.Advance(TimeSpan.FromMinutes(-6));

        await RefusedAsync(new ContextSigner(ApiDatabase.Secrets.For("context"), past).Sign(new Actor(Member, ActorRole.User, null)));
    }

    [Theory]
    [InlineData("SELECT key_id FROM sec.context_keys")]
    [InlineData("SET ROLE app_owner")]
    [InlineData("SET SESSION AUTHORIZATION postgres")]
    [InlineData("CREATE TABLE app.mine (id integer)")]
    [InlineData("ALTER TABLE app.users DISABLE ROW LEVEL SECURITY")]
    [InlineData("CREATE FUNCTION app.f() RETURNS integer LANGUAGE sql RETURN 1")]
    [InlineData("SELECT pg_read_file('/etc/passwd')")]
    [InlineData("COPY (SELECT 1) TO PROGRAM 'true'")]
    [InlineData("TRUNCATE app.users")]
    [InlineData("DELETE FROM app.users")]
    [InlineData("SELECT lo_import('/etc/passwd')")]
    public async Task The_runtime_role_is_refused(string sql)
    {
        await using var command = schema.Database.Runtime.CreateCommand(sql);

        var refused = await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
        refused.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task Turning_row_security_off_fails_instead_of_leaking()
    {
        await using var command = schema.Database.Runtime.CreateCommand("SET row_security = off; SELECT count(*) FROM app.users");

        await Should.ThrowAsync<PostgresException>(() => command.ExecuteScalarAsync());
    }

    private async Task RefusedAsync(string context, string sql = Role)
    {
        var refused = await Should.ThrowAsync<PostgresException>(() => AskAsync(context, sql), $"{sql} as {context}");
        refused.SqlState.ShouldBe("28000");
    }

    private async Task<string> AskAsync(string? context, string sql = Role)
    {
        await using var connection = await schema.Database.Runtime.OpenConnectionAsync();
        return await AskOnAsync(connection, context, sql);
    }

    private static async Task<string> AskOnAsync(NpgsqlConnection connection, string? context, string sql = Role)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        if (context is not null)
        {
            await using var set = new NpgsqlCommand("SELECT set_config('app.ctx', $1, true)", connection)
            {
                Parameters = { new() { Value = context } },
            };
            await set.ExecuteNonQueryAsync();
        }

        await using var ask = new NpgsqlCommand(sql, connection);
        return (string)(await ask.ExecuteScalarAsync())!;
    }
}
