using Agora.Testing;

namespace Agora.Api.Tests.Sessions;

public sealed class PurgeSessionsTests(SessionFixture api) : IClassFixture<SessionFixture>
{
    [Fact]
    public async Task Deletes_what_is_over_for_long_and_nothing_else()
    {
        var ann = await api.RegisteredAsync();
        await api.SendMailAsync();
        var device = await api.LoginAsync(ann);
        await api.Superuser.ExecuteAsync(
            """
            WITH old AS (
                INSERT INTO app.user_sessions (id, user_id, created_at, last_used_at, expires_at)
                SELECT gen_random_uuid(), $1, now() - interval '90 days', now() - interval '90 days', now() - d * interval '1 day'
                FROM (VALUES (29), (31)) AS ended (d)
                RETURNING id
            ),
            tokens AS (
                INSERT INTO app.refresh_tokens (token_hash, session_id, issued_at, expires_at)
                SELECT sha256(id::text::bytea), id, now() - interval '90 days', now() - interval '80 days' FROM old
            ),
            links AS (
                INSERT INTO app.one_time_tokens (token_hash, user_id, purpose, email, issued_at, expires_at)
                SELECT sha256(d::text::bytea), $1, 'verify_email', 'a@example.org', now() - interval '90 days', now() - d * interval '1 day'
                FROM (VALUES (6), (8)) AS ended (d)
            ),
            mail AS (
                INSERT INTO app.mail_outbox (id, kind, recipient, state, next_attempt_at, created_at, finished_at)
                SELECT gen_random_uuid(), 'verify_email', 'a@example.org', state, now() - interval '90 days', now() - d * interval '1 day',
                    CASE WHEN state = 'sent' THEN now() END
                FROM (VALUES (29, 'sent'), (31, 'sent'), (31, 'waiting')) AS made (d, state)
            )
            INSERT INTO app.security_events (id, at, kind, user_id)
            SELECT gen_random_uuid(), now() - d * interval '1 day', 'registered', $1
            FROM (VALUES (399), (401)) AS happened (d)
            """,
            ann.Id);

        var purged = await PurgeAsync();

        purged.ShouldBe(4);
        (await PurgeAsync()).ShouldBe(0);
        (await device.RefreshAsync()).IsSuccessStatusCode.ShouldBeTrue();
        (await CountAsync("SELECT count(*) FROM app.user_sessions WHERE user_id = $1", ann)).ShouldBe(2);
        (await CountAsync("SELECT count(*) FROM app.one_time_tokens WHERE user_id = $1", ann)).ShouldBe(2);
    }

    private async Task<int> PurgeAsync()
    {
        await using var command = api.Superuser.CreateCommand("SELECT app.purge_sessions(1000)");
        return (int)(await command.ExecuteScalarAsync())!;
    }

    private async Task<long> CountAsync(string sql, Person person) => await api.Superuser.ScalarAsync<long>(sql, person.Id);
}
