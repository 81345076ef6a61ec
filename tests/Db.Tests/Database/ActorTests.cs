using Agora.Application.Common;
using Agora.Infrastructure.Database;
using Agora.Testing;
using Npgsql;

namespace Agora.Db.Tests.Database;

/// <summary>The signed actor, attacked with SQL as the role that serves requests.</summary>
public sealed class ActorTests(SchemaFixture schema) : IClassFixture<SchemaFixture>
{
    private static readonly Guid Somebody = Guid.CreateVersion7();

    private static ContextSigner Signer => new(ApiDatabase.Secrets.For("context"), TimeProvider.System);

    [Fact]
    public async Task Without_a_context_the_reader_is_anonymous() =>
        (await AskAsync(null)).ShouldBe("anonymous");

    [Fact]
    public async Task An_empty_context_is_anonymous_too() =>
        (await AskAsync("")).ShouldBe("anonymous");

    [Fact]
    public async Task A_signed_context_is_believed() =>
        (await AskAsync(Signer.Sign(new Actor(Somebody, ActorRole.User, null)))).ShouldBe("user");

    [Fact]
    public async Task The_context_ends_with_its_transaction()
    {
        await using var connection = await schema.Database.Runtime.OpenConnectionAsync();
        await AskOnAsync(connection, Signer.Sign(new Actor(Somebody, ActorRole.Admin, null)));

        await using var after = new NpgsqlCommand("SELECT app.actor_role()", connection);
        (await after.ExecuteScalarAsync()).ShouldBe("anonymous");
    }

    [Fact]
    public async Task Nobody_becomes_somebody_else_by_changing_the_context()
    {
        var mine = Signer.Sign(new Actor(Somebody, ActorRole.User, null));

        await RefusedAsync(mine.Replace("|user|", "|admin|", StringComparison.Ordinal));
        await RefusedAsync(mine.Replace(Somebody.ToString(), Guid.CreateVersion7().ToString(), StringComparison.Ordinal));
        await RefusedAsync(mine[..^1] + (mine[^1] == '0' ? '1' : '0'));
        await RefusedAsync(mine + "|x");
        await RefusedAsync("garbage");
    }

    [Fact]
    public async Task A_key_that_the_database_does_not_know_signs_nothing() =>
        await RefusedAsync(new ContextSigner(new byte[32], TimeProvider.System).Sign(new Actor(Somebody, ActorRole.Admin, null)));

    [Fact]
    public async Task A_context_expires()
    {
        var past = new ManualClock();
        past.Advance(TimeSpan.FromMinutes(-6));

        await RefusedAsync(new ContextSigner(ApiDatabase.Secrets.For("context"), past).Sign(new Actor(Somebody, ActorRole.User, null)));
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

    private async Task RefusedAsync(string context)
    {
        var refused = await Should.ThrowAsync<PostgresException>(() => AskAsync(context));
        refused.SqlState.ShouldBe("28000");
    }

    private async Task<string> AskAsync(string? context)
    {
        await using var connection = await schema.Database.Runtime.OpenConnectionAsync();
        return await AskOnAsync(connection, context);
    }

    private static async Task<string> AskOnAsync(NpgsqlConnection connection, string? context)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        if (context is not null)
        {
            await using var set = new NpgsqlCommand("SELECT set_config('app.ctx', $1, true)", connection) { Parameters = { new() { Value = context } } };
            await set.ExecuteNonQueryAsync();
        }

        await using var ask = new NpgsqlCommand("SELECT app.actor_role()", connection);
        return (string)(await ask.ExecuteScalarAsync())!;
    }
}
