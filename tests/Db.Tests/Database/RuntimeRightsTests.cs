using Agora.Application.Common;
using Agora.Db.Tests.Posts;
using Agora.Testing;
using Npgsql;

namespace Agora.Db.Tests.Database;

/// <summary>What each kind of caller can do at most with raw SQL as the role of the runtime: no more than the API does for them.</summary>
public sealed class RuntimeRightsTests(SchemaFixture schema) : IClassFixture<SchemaFixture>, IAsyncLifetime
{
    private readonly Guid alice =
        Guid.CreateVersion7(), closed = Guid.CreateVersion7(), moderator = Guid.CreateVersion7(), admin = Guid.CreateVersion7();

    public async Task InitializeAsync()
    {
        foreach (var (id, name) in new[] { (alice, "alice"), (closed, "closed") })
        {
            await ExecuteAsync(
                "INSERT INTO app.users (id, username, email) VALUES ($1, $2, $2 || '@example.org')", id, name + id.ToString("N")[^12..]);
        }

        await ExecuteAsync("UPDATE app.users SET deleted_at = now() WHERE id = $1", closed);
        await ExecuteAsync(
            "INSERT INTO app.posts (id, author_id, title, body, status, published_at) VALUES ($1, $1, 'title', 'body', 'published', now())",
            alice);
        await ExecuteAsync("INSERT INTO app.comments (id, post_id, author_id, body) VALUES ($1, $1, $1, 'body')", alice);
        await ExecuteAsync(
            """
            INSERT INTO app.user_sessions (id, user_id, created_at, last_used_at, expires_at)
                VALUES ($1, $1, now(), now(), now() + interval '1 day')
            """,
            alice);
    }

    public Task DisposeAsync() => ExecuteAsync("DELETE FROM app.users");

    [Theory]
    [InlineData("UPDATE app.users SET email_verified_at = now()")]
    [InlineData("UPDATE app.users SET security_version = security_version + 1")]
    [InlineData("UPDATE app.users SET deleted_at = now(), security_version = 0")]
    [InlineData("UPDATE app.users SET password_hash = 'x'")]
    [InlineData("UPDATE app.users SET email = 'taken@example.org'")]
    [InlineData("UPDATE app.users SET created_at = now()")]
    [InlineData("UPDATE app.users SET erased_at = now()")]
    [InlineData("UPDATE app.users SET version = 9")]
    [InlineData("UPDATE app.users SET search_vector = ''")]
    [InlineData("UPDATE app.users SET last_login_at = now()")]
    [InlineData("UPDATE app.users SET role = 'admin'")]
    [InlineData("UPDATE app.users SET is_active = false")]
    [InlineData("UPDATE app.user_profiles SET created_at = now()")]
    [InlineData("UPDATE app.user_profiles SET version = 9")]
    [InlineData("UPDATE app.user_profiles SET user_id = gen_random_uuid()")]
    [InlineData("UPDATE app.user_sessions SET last_used_at = now() + interval '1 day'")]
    [InlineData("UPDATE app.user_sessions SET ip = '203.0.113.1'")]
    [InlineData("UPDATE app.posts SET deleted_at = now(), deleted_by = 'staff'")]
    [InlineData("UPDATE app.posts SET deleted_at = now(), deleted_by = 'retention'")]
    [InlineData("UPDATE app.comments SET deleted_at = now(), deleted_by = 'retention'")]
    [InlineData("SELECT client_address FROM app.audit")]
    public Task A_person_is_refused_of_their_own(string sql) => RefusedAsync("alice", sql);

    [Theory]
    [InlineData("alice", "UPDATE app.users SET full_name = 'Alice'")]
    [InlineData("alice", "UPDATE app.users SET deleted_at = now(), security_version = security_version + 1")]
    [InlineData("alice", "UPDATE app.user_profiles SET bio = 'x' WHERE user_id = '{alice}'")]
    [InlineData("alice", "UPDATE app.user_sessions SET revoked_at = now(), revoked_reason = 'logout'")]
    [InlineData("alice", "UPDATE app.posts SET body = 'new'")]
    [InlineData("alice", "UPDATE app.posts SET deleted_at = now(), deleted_by = 'author'")]
    [InlineData("alice", "UPDATE app.comments SET body = 'new', edited_at = now()")]
    [InlineData("moderator", "UPDATE app.posts SET deleted_at = now(), deleted_by = 'staff'")]
    [InlineData("moderator", "UPDATE app.comments SET deleted_at = now(), deleted_by = 'staff'")]
    [InlineData("admin", "UPDATE app.posts SET body = 'new'")]
    [InlineData("admin", "UPDATE app.comments SET body = 'new'")]
    [InlineData("admin", "UPDATE app.users SET deleted_at = NULL WHERE id = '{closed}'")]
    [InlineData("admin", "UPDATE app.users SET role = 'moderator', security_version = security_version + 1 WHERE id = '{alice}'")]
    [InlineData("system", "UPDATE app.users SET email_verified_at = now() WHERE id = '{alice}'")]
    public async Task What_the_API_does_is_allowed(string who, string sql)
    {
        // The log of moderation refers to the account.
        foreach (var staff in new[] { moderator, admin })
        {
            await ExecuteAsync("INSERT INTO app.users (id, username) VALUES ($1, $2)", staff, $"m{staff:N}"[^20..]);
        }

        await using var acting = await Acting.AsAsync(schema.Database, Actor(who));
        await acting.ExecuteAsync("SELECT set_config('app.reason', 'Spam.', true)");

        (await acting.ExecuteAsync(Filled(sql))).ShouldBe(1);
    }

    [Theory]
    [InlineData("UPDATE app.posts SET body = 'rewritten'")]
    [InlineData("UPDATE app.posts SET title = 'rewritten'")]
    [InlineData("UPDATE app.posts SET tags = '{rewritten}'")]
    [InlineData("UPDATE app.posts SET published_at = now() - interval '1 year'")]
    [InlineData("UPDATE app.posts SET deleted_at = now(), deleted_by = 'author'")]
    [InlineData("UPDATE app.comments SET body = 'rewritten'")]
    [InlineData("UPDATE app.comments SET edited_at = NULL, deleted_at = now(), deleted_by = 'author'")]
    public Task A_moderator_rewrites_nothing(string sql) => RefusedAsync("moderator", sql);

    [Theory]
    [InlineData("UPDATE app.users SET password_hash = 'x' WHERE id = '{alice}'")]
    [InlineData("UPDATE app.users SET email_verified_at = now() WHERE id = '{alice}'")]
    [InlineData("UPDATE app.users SET security_version = 1000 WHERE id = '{alice}'")]
    [InlineData("UPDATE app.user_sessions SET last_used_at = now()")]
    public Task An_admin_takes_no_account_over(string sql) => RefusedAsync("admin", sql);

    [Fact]
    public async Task A_person_whose_account_is_closed_does_not_open_it_again()
    {
        await using var acting = await Acting.AsAsync(schema.Database, new Actor(closed, ActorRole.User, null));

        await ShouldBeRefusedAsync(() => acting.ExecuteAsync("UPDATE app.users SET deleted_at = NULL"));
    }

    [Theory]
    [InlineData("anonymous", false)]
    [InlineData("alice", false)]
    [InlineData("moderator", false)]
    [InlineData("admin", true)]
    [InlineData("system", true)]
    public async Task The_profile_of_a_closed_account_is_no_longer_public(string who, bool visible)
    {
        await using var acting = await Acting.AsAsync(schema.Database, Actor(who));

        (await acting.ListAsync<Guid>("SELECT user_id FROM app.user_profiles"))
            .ShouldBe(visible ? [alice, closed] : [alice], ignoreOrder: true);
    }

    [Theory]
    [InlineData("SELECT app.purge_sessions(1)")]
    [InlineData("SELECT app.purge_idempotency_keys(1)")]
    [InlineData("SELECT app.ensure_audit_partitions(1200)")]
    [InlineData("SELECT app.purge_events('0', 1)")]
    [InlineData("SELECT app.read_events(NULL, NULL, NULL, 1)")]
    [InlineData("SELECT app.find_event_readers('{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}')")]
    [InlineData("SELECT app.purge_trash('0', 1)")]
    [InlineData("SELECT app.forget_unused_media('0')")]
    [InlineData("SELECT app.forget_views('0', '0', 1)")]
    [InlineData("SELECT app.fold_rollups(1)")]
    [InlineData("SELECT app.fold_trends(current_date, 1)")]
    [InlineData("SELECT app.begin_erasure('{alice}', 'remove', 'admin')")]
    [InlineData("SELECT app.continue_erasure('{alice}', 1)")]
    public async Task What_the_host_does_in_the_background_only_the_system_does(string sql)
    {
        foreach (var who in new[] { "anonymous", "alice", "moderator", "admin" })
        {
            await RefusedAsync(who, sql);
        }

        await using var acting = await Acting.AsAsync(schema.Database, Application.Common.Actor.System);
        await acting.ExecuteAsync(Filled(sql));
    }

    [Fact]
    public async Task The_owner_of_the_search_functions_holds_only_SELECT() =>
        (await schema.ListAsync("""
            SELECT DISTINCT g.privilege_type
            FROM information_schema.column_privileges AS g
            WHERE g.grantee = 'app_reader' AND g.grantor <> 'app_reader'
            UNION
            SELECT DISTINCT g.privilege_type
            FROM information_schema.table_privileges AS g
            WHERE g.grantee = 'app_reader' AND g.grantor <> 'app_reader'
            """)).ShouldBe(["SELECT"]);

    // A function of the owner that writes is a way past every policy. The functions of app_reader cannot: it holds only SELECT.
    [Fact]
    public async Task Every_function_that_writes_with_the_rights_of_its_owner_says_who_may_call_it() =>
        (await schema.ListAsync("""
            SELECT p.oid::regproc::text
            FROM pg_proc AS p
            WHERE p.pronamespace = 'app'::regnamespace
              AND p.prosecdef
              AND p.provolatile = 'v'
              AND p.proowner <> 'app_reader'::regrole
              AND p.prorettype <> 'trigger'::regtype
              AND has_function_privilege('app_api', p.oid, 'EXECUTE')
              AND p.prosrc !~ '\n    PERFORM app\.require_actor\('
            ORDER BY 1
            """)).ShouldBe(
            ["app.close_event_batch", "app.flag_content", "app.latest_event_position", "app.list_events"],
            "flag_content asks who the actor is; the others write no more than that a batch of events ends");

    private string Filled(string sql) => sql
        .Replace("{alice}", alice.ToString(), StringComparison.Ordinal)
        .Replace("{closed}", closed.ToString(), StringComparison.Ordinal);

    private async Task RefusedAsync(string who, string sql)
    {
        await using var acting = await Acting.AsAsync(schema.Database, Actor(who));

        await ShouldBeRefusedAsync(() => acting.ExecuteAsync(Filled(sql)));
    }

    private static async Task ShouldBeRefusedAsync(Func<Task> act) =>
        (await Should.ThrowAsync<PostgresException>(act)).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);

    private Task<int> ExecuteAsync(string sql, params object[] values) => schema.Database.Superuser.ExecuteAsync(sql, values);

    private Actor Actor(string who) => who switch
    {
        "anonymous" => Application.Common.Actor.Anonymous,
        "alice" => new Actor(alice, ActorRole.User, null),
        "moderator" => new Actor(moderator, ActorRole.Moderator, null),
        "admin" => new Actor(admin, ActorRole.Admin, null),
        _ => Application.Common.Actor.System,
    };
}
