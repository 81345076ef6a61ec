using Agora.Application.Common;
using Agora.Db.Tests.Database;
using Agora.Db.Tests.Posts;
using Agora.Testing;
using Npgsql;

namespace Agora.Db.Tests.Moderation;

/// <summary>What raw SQL reaches with the rights of each kind of caller, past every rule of the application.</summary>
public sealed class ModerationPolicyTests(EmptiedSchemaFixture schema) : IClassFixture<EmptiedSchemaFixture>, IAsyncLifetime
{
    private readonly Guid alice = Guid.CreateVersion7(), bob = Guid.CreateVersion7(), post = Guid.CreateVersion7();

    public async Task InitializeAsync()
    {
        foreach (var (id, name) in new[] { (alice, "alice"), (bob, "bobby") })
        {
            await schema.Database.Superuser.ExecuteAsync(
                "INSERT INTO app.users (id, username) VALUES ($1, $2)", id, name + id.ToString("N")[^12..]);
        }

        await schema.Database.Superuser.ExecuteAsync(
            "INSERT INTO app.posts (id, author_id, title, body, status, published_at) VALUES ($1, $2, 't', 'b', 'published', now())",
            post,
            alice);
        await schema.Database.Superuser.ExecuteAsync(
            "WITH made AS (INSERT INTO app.moderation_cases (post_id, author_id, category) VALUES ($1, $2, 'spam') RETURNING id) INSERT "
            + "INTO app.flags (case_id, reporter_id, category) SELECT id, $3, 'spam' FROM made",
            post,
            alice,
            bob);
        await schema.Database.Superuser.ExecuteAsync(
            "UPDATE app.moderation_cases SET status = 'rejected', hidden_by = 'moderator', decided_at = now() WHERE post_id = $1", post);
    }

    public Task DisposeAsync() => schema.EmptyAsync();

    [Theory]
    [InlineData("anonymous", 0, 0, 0, 0)]
    [InlineData("author", 1, 0, 1, 0)]
    [InlineData("reporter", 0, 1, 0, 0)]
    [InlineData("moderator", 1, 1, 1, 1)]
    [InlineData("accused moderator", 1, 0, 1, 1)]
    [InlineData("accused admin", 1, 0, 1, 1)]
    public async Task Who_reads_what(string who, int cases, int flags, int strikes, int settings)
    {
        await using var acting = await Acting.AsAsync(schema.Database, Actor(who));

        (await acting.ListAsync<long>("SELECT count(*) FROM app.moderation_cases")).ShouldBe([cases]);
        (await acting.ListAsync<long>("SELECT count(*) FROM app.flags")).ShouldBe([flags]);
        (await acting.ListAsync<long>("SELECT count(*) FROM app.strikes")).ShouldBe([strikes]);
        (await acting.ListAsync<long>("SELECT count(*) FROM app.moderation_settings")).ShouldBe([settings]);
        (await acting.ListAsync<long>("SELECT count(*) FROM app.moderation_log WHERE subject_id = $1", post)).ShouldBe([1]);
    }

    [Theory]
    [InlineData("author", "UPDATE app.moderation_cases SET status = 'approved', hidden_by = NULL")]
    [InlineData("author", "UPDATE app.moderation_cases SET hidden_by = NULL")]
    [InlineData("author", "UPDATE app.moderation_cases SET status = 'appealed', appeal = 'x', appealed_at = now(), hidden_by = NULL")]
    [InlineData("author", "UPDATE app.moderation_cases SET reason = 'I was right'")]
    [InlineData("author", "UPDATE app.moderation_cases SET status = 'appealed', appeal = 'x', appealed_at = now(), flag_count = 7")]
    [InlineData(
        "author", "UPDATE app.moderation_cases SET status = 'appealed', appeal = 'x', appealed_at = now(), assignee_id = author_id")]
    [InlineData(
        "author",
        "UPDATE app.moderation_cases SET status = 'appealed', appeal = 'x', appealed_at = now(), opened_at = now() - interval '1 year'")]
    [InlineData("author", "UPDATE app.posts SET status = 'published'")]
    [InlineData("author", "INSERT INTO app.flags (case_id, reporter_id, category) SELECT id, author_id, 'spam' FROM app.moderation_cases")]
    [InlineData("moderator", "INSERT INTO app.moderation_log (action, subject, done_by) VALUES ('approved', 'post', 'moderator')")]
    [InlineData("moderator", "DELETE FROM app.moderation_log")]
    [InlineData("moderator", "UPDATE app.strikes SET revoked_at = now()")]
    [InlineData("moderator", "DELETE FROM app.flags")]
    [InlineData("admin", "UPDATE app.posts SET title = 'edited without a reason'")]
    [InlineData("moderator", "INSERT INTO app.moderation_cases (post_id, author_id, category) SELECT id, author_id, 'spam' FROM app.posts")]
    [InlineData("anonymous", "SELECT app.flag_content(gen_random_uuid(), gen_random_uuid(), NULL, 'spam', NULL)")]
    public async Task Is_refused(string who, string sql)
    {
        await using var acting = await Acting.AsAsync(schema.Database, Actor(who));

        (await Should.ThrowAsync<PostgresException>(() => acting.ExecuteAsync(sql))).SqlState.ShouldBe(
            PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task The_author_may_appeal_and_no_more()
    {
        await using var acting = await Acting.AsAsync(schema.Database, Actor("author"));

        (await acting.ExecuteAsync("UPDATE app.moderation_cases SET status = 'appealed', appeal = 'x', appealed_at = now()")).ShouldBe(1);
        (await acting.ListAsync<string>("SELECT status FROM app.posts")).ShouldBe(["hidden"]);
    }

    [Fact]
    public async Task A_decision_by_raw_sql_changes_the_content_too()
    {
        await using var acting = await Acting.AsAsync(schema.Database, Actor("moderator"));

        await acting.ExecuteAsync("UPDATE app.moderation_cases SET status = 'approved', hidden_by = NULL, decided_at = now()");

        (await acting.ListAsync<string>("SELECT status FROM app.posts WHERE id = $1", post)).ShouldBe(["published"]);
        (await acting.ListAsync<long>("SELECT count(*) FROM app.strikes WHERE revoked_at IS NULL")).ShouldBe([0]);
        (await acting.ListAsync<string>("SELECT done_by FROM app.moderation_log WHERE action = 'approved' AND subject_id = $1", post))
            .ShouldBe(["moderator"]);
    }

    private Actor Actor(string who) => who switch
    {
        "anonymous" => Application.Common.Actor.Anonymous,
        "author" => new Actor(alice, ActorRole.User, null),
        "accused moderator" => new Actor(alice, ActorRole.Moderator, null),
        "accused admin" => new Actor(alice, ActorRole.Admin, null),
        "reporter" => new Actor(bob, ActorRole.User, null),
        "admin" => new Actor(Guid.CreateVersion7(), ActorRole.Admin, null),
        _ => new Actor(Guid.CreateVersion7(), ActorRole.Moderator, null),
    };
}
