using Agora.Application.Common;
using Agora.Infrastructure.Database;
using Agora.Testing;
using Npgsql;

namespace Agora.Api.Tests.Sessions;

/// <summary>What the database lets the role of the runtime do, also with injected SQL.</summary>
public sealed class SessionPolicyTests(SessionFixture api) : IClassFixture<SessionFixture>
{
    private static readonly string[] Tables =
        ["app.user_sessions", "app.refresh_tokens", "app.one_time_tokens", "app.security_events", "app.mail_outbox"];

    public static TheoryData<string> EveryTable => [.. Tables];

    [Theory]
    [MemberData(nameof(EveryTable))]
    public async Task An_anonymous_role_sees_no_rows_and_gets_no_error(string table)
    {
        await FillAsync();

        (await CountAsync(Actor.Anonymous, $"SELECT count(*) FROM {table}")).ShouldBe(0);
        (await api.Superuser.ScalarAsync<long>($"SELECT count(*) FROM {table}")).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task People_see_their_own_sessions_and_events_and_no_token()
    {
        var (ann, bob) = (await FillAsync(), await FillAsync());
        var actor = new Actor(ann.Id, ActorRole.User, null);

        (await CountAsync(actor, "SELECT count(*) FROM app.user_sessions")).ShouldBe(1);
        (await CountAsync(actor, $"SELECT count(*) FROM app.user_sessions WHERE user_id = '{bob.Id}'")).ShouldBe(0);
        (await CountAsync(actor, $"SELECT count(*) FROM app.security_events WHERE user_id <> '{ann.Id}'")).ShouldBe(0);
        (await CountAsync(actor, "SELECT count(*) FROM app.refresh_tokens")).ShouldBe(0);
        (await CountAsync(actor, "SELECT count(*) FROM app.one_time_tokens")).ShouldBe(0);
        (await CountAsync(actor, "SELECT count(*) FROM app.mail_outbox")).ShouldBe(0);
    }

    [Fact]
    public async Task Users_cannot_end_the_sessions_of_others()
    {
        var (ann, bob) = (await FillAsync(), await FillAsync());

        var ended = await RunAsync(
            new Actor(ann.Id, ActorRole.User, null),
            $"UPDATE app.user_sessions SET revoked_at = now(), revoked_reason = 'revoked' WHERE user_id = '{bob.Id}'");

        ended.ShouldBe(0);
    }

    [Theory]
    [InlineData(
        "INSERT INTO app.user_sessions (id, user_id, created_at, last_used_at, expires_at) VALUES (gen_random_uuid(), '{0}', now(), now(), "
        + "now() + interval '1 day')")]
    [InlineData(
        "INSERT INTO app.refresh_tokens (token_hash, session_id, issued_at, expires_at) SELECT sha256('x'), id, now(), now() + interval '1 "
        + "day' FROM app.user_sessions WHERE user_id = '{0}'")]
    [InlineData("INSERT INTO app.security_events (id, at, kind, user_id) VALUES (gen_random_uuid(), now(), 'registered', '{0}')")]
    [InlineData(
        "INSERT INTO app.mail_outbox (id, kind, recipient, next_attempt_at, created_at) VALUES (gen_random_uuid(), 'reset_password', "
        + "'x@example.org', now(), now())")]
    [InlineData("UPDATE app.user_sessions SET expires_at = now() + interval '10 years' WHERE user_id = '{0}'")]
    [InlineData("UPDATE app.users SET email = 'x@example.org' WHERE id = '{0}'")]
    [InlineData("UPDATE app.users SET pending_email = 'x@example.org' WHERE id = '{0}'")]
    [InlineData("UPDATE app.users SET password_hash = 'x' WHERE id = '{0}'")]
    [InlineData("UPDATE app.security_events SET kind = 'registered' WHERE user_id = '{0}'")]
    [InlineData("DELETE FROM app.user_sessions WHERE user_id = '{0}'")]
    [InlineData("DELETE FROM app.security_events WHERE user_id = '{0}'")]
    [InlineData("TRUNCATE app.refresh_tokens")]
    public async Task People_cannot_give_themselves_access_or_clean_up_behind_them(string sql)
    {
        var ann = await FillAsync();

        var refused = await Should.ThrowAsync<PostgresException>(() => RunAsync(
            new Actor(ann.Id, ActorRole.User, null), sql.Replace("{0}", ann.Id.ToString(), StringComparison.Ordinal)));

        refused.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task A_session_that_ended_does_not_come_back()
    {
        var ann = await FillAsync();
        var actor = new Actor(ann.Id, ActorRole.User, null);
        await RunAsync(actor, "UPDATE app.user_sessions SET revoked_at = now(), revoked_reason = 'logout'");

        var refused = await Should.ThrowAsync<PostgresException>(() => RunAsync(
            actor, "UPDATE app.user_sessions SET revoked_at = NULL, revoked_reason = NULL"));

        refused.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Theory]
    [InlineData("role = 'admin'", 1)]
    [InlineData("is_active = false", 1)]
    [InlineData("deleted_at = now()", 1)]
    [InlineData("role = 'admin', security_version = security_version + 1", 1)]
    [InlineData("full_name = 'Ann'", 0)]
    [InlineData("role = role, is_active = is_active", 0)]
    public async Task Any_change_of_rights_raises_the_security_version_once(string change, int raised)
    {
        var ann = await FillAsync();

        await api.Superuser.ExecuteAsync($"UPDATE app.users SET {change} WHERE id = $1", ann.Id);

        (await api.Superuser.ScalarAsync<int>("SELECT security_version FROM app.users WHERE id = $1", ann.Id)).ShouldBe(1 + raised);
    }

    [Fact]
    public async Task Every_table_has_row_level_security_that_binds_its_owner_too()
    {
        foreach (var table in Tables)
        {
            (await api.Superuser.ScalarAsync<bool>(
                "SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = $1::text::regclass", table)).ShouldBeTrue(table);
        }
    }

    // One session with its token, an event, a waiting mail and a link that was sent.
    private async Task<Person> FillAsync()
    {
        var person = await api.RegisteredAsync();
        await api.SendMailAsync();
        await api.LoginAsync(person);
        return person;
    }

    private async Task<long> CountAsync(Actor actor, string sql) =>
        await AsAsync(actor, sql, async command => (long)(await command.ExecuteScalarAsync())!);

    private Task<int> RunAsync(Actor actor, string sql) => AsAsync(actor, sql, command => command.ExecuteNonQueryAsync());

    private async Task<T> AsAsync<T>(Actor actor, string sql, Func<NpgsqlCommand, Task<T>> run)
    {
        // The context lives five minutes by the database's clock, from which the clock of these tests may differ.
        var signer = new ContextSigner(ApiDatabase.Secrets.For("context"), TimeProvider.System);
        await using var connection = await api.Runtime.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var context = new NpgsqlCommand("SELECT set_config('app.ctx', $1, true)", connection, transaction)
        {
            Parameters = { new() { Value = signer.Sign(actor) } },
        };
        await context.ExecuteNonQueryAsync();
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        var result = await run(command);
        await transaction.CommitAsync();
        return result;
    }
}
