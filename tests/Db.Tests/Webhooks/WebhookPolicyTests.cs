using Agora.Application.Common;
using Agora.Db.Tests.Database;
using Agora.Db.Tests.Posts;
using Agora.Testing;
using Npgsql;

namespace Agora.Db.Tests.Webhooks;

/// <summary>What raw SQL reaches with the rights of each kind of caller.</summary>
public sealed class WebhookPolicyTests(SchemaFixture schema) : IClassFixture<SchemaFixture>, IAsyncLifetime
{
    private readonly Guid owner = Guid.CreateVersion7(), webhook = Guid.CreateVersion7(), deleted = Guid.CreateVersion7();

    public async Task InitializeAsync()
    {
        const string sql = """
            INSERT INTO app.webhooks (id, owner_id, url, event_types, active_since, is_active, deleted_at)
            VALUES ($2, $1, 'https://example.org/', '{*}', now(), true, NULL), ($3, $1, 'https://example.org/', '{*}', now(), false, now())
            """;
        const string deliveries = """
            INSERT INTO app.webhook_deliveries (
                id, webhook_id, batch, log_id, event_id, type, audience, occurred_at, subject_id, owner_id, is_sent, created_at)
            SELECT gen_random_uuid(), w.id, 1, 1, gen_random_uuid(), 'post.updated', 'post', now(), gen_random_uuid(), w.owner_id,
                   s.is_sent, now()
            FROM app.webhooks AS w
            CROSS JOIN (VALUES (true), (false)) AS s (is_sent)
            """;

        await schema.Database.Superuser.ExecuteAsync("INSERT INTO app.users (id, username) VALUES ($1, $2)", owner, $"o{owner:N}"[..30]);
        await schema.Database.Superuser.ExecuteAsync(sql, owner, webhook, deleted);
        await schema.Database.Superuser.ExecuteAsync(deliveries);
    }

    public Task DisposeAsync() => schema.Database.Superuser.ExecuteAsync("DELETE FROM app.users");

    [Theory]
    [InlineData("anonymous", 0)]
    [InlineData("owner", 1)]
    [InlineData("other", 0)]
    [InlineData("admin", 0)]
    [InlineData("system", 0)]
    public async Task Who_reads_and_changes_a_webhook_and_what_it_sent(string who, int rows)
    {
        await using var acting = await Acting.AsAsync(schema.Database, Actor(who));

        (await acting.ListAsync<Guid>("SELECT id FROM app.webhooks")).ShouldBe(Enumerable.Repeat(webhook, rows));
        (await acting.ListAsync<Guid>("SELECT webhook_id FROM app.webhook_deliveries")).ShouldBe(Enumerable.Repeat(webhook, rows));
        (await acting.ExecuteAsync("UPDATE app.webhooks SET description = 'Changed'")).ShouldBe(rows);
    }

    [Theory]
    [InlineData("SELECT FROM app.webhook_secrets")]
    [InlineData("SELECT FROM app.webhook_cursor")]
    [InlineData("DELETE FROM app.webhooks")]
    [InlineData("UPDATE app.webhooks SET owner_id = owner_id")]
    [InlineData("UPDATE app.webhooks SET deleted_at = now()")]
    [InlineData("UPDATE app.webhook_deliveries SET state = 'waiting'")]
    [InlineData("DELETE FROM app.webhook_deliveries")]
    [InlineData("SELECT app.claim_webhook_deliveries(64, 32, 4, '30 s')")]
    [InlineData("SELECT app.fan_out_webhooks(500, 5000, 10000)")]
    [InlineData("SELECT app.purge_webhook_deliveries('1 day', 1000)")]
    [InlineData("SELECT app.end_webhook((SELECT id FROM app.webhooks), 'gone', '1 day')")]
    [InlineData("SELECT app.remove_deleted_webhooks(NULL, 1000)")]
    [InlineData("SELECT app.end_webhooks((SELECT owner_id FROM app.webhooks))")]
    public async Task What_its_owner_cannot_do(string sql)
    {
        await using var acting = await Acting.AsAsync(schema.Database, Actor("owner"));

        (await Should.ThrowAsync<PostgresException>(() => acting.ExecuteAsync(sql))).SqlState.ShouldBe(
            PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task Another_user_does_nothing_with_a_webhook()
    {
        await using var acting = await Acting.AsAsync(schema.Database, Actor("other"));

        (await acting.ListAsync<bool>("SELECT app.delete_webhook($1, NULL)", webhook)).ShouldBe([false]);
        (await acting.ListAsync<bool>("SELECT app.test_webhook($1, gen_random_uuid(), 10000) IS NULL", webhook)).ShouldBe([true]);
        (await acting.ListAsync<bool>("SELECT app.add_webhook_secret($1, '\\x00', now(), '1 day')", webhook)).ShouldBe([false]);
        (await acting.ListAsync<long>("SELECT count(*) FROM app.replay_webhook($1, 0, 0, 500, 10000)", webhook)).ShouldBe([0]);
        (await acting.ListAsync<string>(
            "SELECT app.replay_webhook_delivery($1, $2, 10000)", webhook, await SentAsync())).ShouldBe(["missing"]);
        (await Should.ThrowAsync<PostgresException>(
            () => acting.ExecuteAsync(
                "INSERT INTO app.webhooks (id, owner_id, url, event_types, active_since) VALUES (gen_random_uuid(), $1, 'https://a.b/', "
                + "'{*}', now())", owner)))
            .SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task A_deleted_webhook_is_nothing_to_its_owner()
    {
        await using var acting = await Acting.AsAsync(schema.Database, Actor("owner"));

        (await acting.ListAsync<bool>("SELECT app.delete_webhook($1, NULL)", deleted)).ShouldBe([false]);
        (await acting.ListAsync<bool>("SELECT app.add_webhook_secret($1, '\\x00', now(), '1 day')", deleted)).ShouldBe([false]);
        (await acting.ListAsync<bool>("SELECT app.test_webhook($1, gen_random_uuid(), 10000) IS NULL", deleted)).ShouldBe([true]);
    }

    private Task<Guid> SentAsync() => schema.Database.Superuser.ScalarAsync<Guid>(
        "SELECT id FROM app.webhook_deliveries WHERE webhook_id = $1 AND is_sent", webhook);

    private Actor Actor(string who) => who switch
    {
        "anonymous" => Application.Common.Actor.Anonymous,
        "system" => Application.Common.Actor.System,
        "owner" => new Actor(owner, ActorRole.User, null),
        "other" => new Actor(Guid.NewGuid(), ActorRole.User, null),
        "admin" => new Actor(Guid.NewGuid(), ActorRole.Admin, null),
        _ => throw new ArgumentOutOfRangeException(nameof(who), who, "Unknown actor."),
    };
}
