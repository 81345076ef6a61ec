using Agora.Application.Common;
using Agora.Db.Tests.Database;
using Agora.Db.Tests.Posts;
using Agora.Testing;
using Npgsql;

namespace Agora.Db.Tests.Comments;

/// <summary>What raw SQL reaches with the rights of each kind of caller, past every rule of the application.</summary>
public sealed class CommentPolicyTests(EmptiedSchemaFixture schema) : IClassFixture<EmptiedSchemaFixture>, IAsyncLifetime
{
    private readonly Guid alice = Guid.CreateVersion7(), bob = Guid.CreateVersion7();

    private readonly Dictionary<string, Guid> posts = new(StringComparer.Ordinal);

    public async Task InitializeAsync()
    {
        foreach (var (id, name) in new[] { (alice, "alice"), (bob, "bobby") })
        {
            await schema.Database.Superuser.ExecuteAsync(
                "INSERT INTO app.users (id, username) VALUES ($1, $2)", id, name + id.ToString("N")[^12..]);
        }

        foreach (var (name, status) in new[] { ("open", "published"), ("closed", "archived"), ("hidden", "hidden") })
        {
            posts[name] = Guid.CreateVersion7();
            await schema.Database.Superuser.ExecuteAsync(
                "INSERT INTO app.posts (id, author_id, title, body, status, published_at) VALUES ($1, $2, 't', 'b', $3, now())",
                posts[name],
                bob,
                status);
        }

        const string addComment = """
            INSERT INTO app.comments (post_id, author_id, body, is_approved, deleted_at, deleted_by)
            VALUES ($1, $2, $3, $4, CASE WHEN $5 = '' THEN NULL ELSE now() END, nullif($5, ''))
            """;
        foreach (var (body, post, approved, deletedBy) in new[]
        {
            ("said", "open", true, ""), ("unapproved", "open", false, ""), ("trashed", "open", true, "author"),
            ("removed", "open", true, "staff"),
            ("archived", "closed", true, ""), ("under hidden", "hidden", true, ""),
        })
        {
            await schema.Database.Superuser.ExecuteAsync(addComment, posts[post], alice, body, approved, deletedBy);
        }
    }

    public Task DisposeAsync() => schema.EmptyAsync();

    [Theory]
    [InlineData("anonymous", "said")]
    [InlineData("author", "archived,removed,said,trashed,unapproved,under hidden")]
    [InlineData("post author", "archived,said,under hidden")]
    [InlineData("moderator", "archived,removed,said,trashed,unapproved,under hidden")]
    [InlineData("system", "archived,removed,said,trashed,unapproved,under hidden")]
    public async Task Who_reads_what(string who, string expected)
    {
        await using var acting = await Acting.AsAsync(schema.Database, Actor(who));

        (await acting.ListAsync<string>("SELECT body FROM app.comments")).Order(StringComparer.Ordinal).ShouldBe(expected.Split(','));
    }

    [Theory]
    [InlineData("anonymous", "")]
    [InlineData("post author", "")]
    [InlineData("author", "archived,said,trashed,unapproved,under hidden")]
    [InlineData("system", "archived,removed,said,trashed,unapproved,under hidden")]
    public async Task Who_changes_what(string who, string expected)
    {
        await using var acting = await Acting.AsAsync(schema.Database, Actor(who));

        var changed = await acting.ListAsync<string>("UPDATE app.comments SET edited_at = now() RETURNING body");

        changed.Order(StringComparer.Ordinal).ShouldBe(expected.Length == 0 ? [] : expected.Split(','));
    }

    [Theory]
    [InlineData("author", "open", true)]
    [InlineData("author", "closed", false)]
    [InlineData("author", "hidden", false)]
    [InlineData("post author", "closed", false)]
    [InlineData("post author", "hidden", false)]
    [InlineData("anonymous", "open", false)]
    public async Task Who_comments_on_what(string who, string post, bool allowed)
    {
        await using var acting = await Acting.AsAsync(schema.Database, Actor(who));
        var comment = () => acting.ExecuteAsync(
            "INSERT INTO app.comments (post_id, author_id, body) VALUES ($1, $2, 'x')", posts[post], who == "post author" ? bob : alice);

        if (allowed)
        {
            (await comment()).ShouldBe(1);
        }
        else
        {
            (await Should.ThrowAsync<PostgresException>(comment)).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        }
    }

    [Theory]
    [InlineData("author", false)]
    [InlineData("moderator", true)]
    public async Task Moderation_alone_approves(string who, bool allowed)
    {
        await using var acting = await Acting.AsAsync(schema.Database, Actor(who));
        var approve = () => acting.ExecuteAsync("UPDATE app.comments SET is_approved = true WHERE body = 'unapproved'");

        if (allowed)
        {
            (await approve()).ShouldBe(1);
        }
        else
        {
            (await Should.ThrowAsync<PostgresException>(approve)).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        }
    }

    [Theory]
    [InlineData("UPDATE app.comments SET author_id = author_id")]
    [InlineData("UPDATE app.comments SET path = ''")]
    [InlineData("UPDATE app.comments SET flagged_count = 0")]
    [InlineData("INSERT INTO app.comments (post_id, author_id, body, path) SELECT post_id, author_id, body, '' FROM app.comments LIMIT 1")]
    [InlineData("DELETE FROM app.comments")]
    [InlineData("INSERT INTO app.comment_stats (comment_id, reply_count, descendant_count) SELECT id, 9, 9 FROM app.comments")]
    public async Task Not_even_the_system_does_that_as_the_runtime(string sql)
    {
        await using var acting = await Acting.AsAsync(schema.Database, Application.Common.Actor.System);

        (await Should.ThrowAsync<PostgresException>(() => acting.ExecuteAsync(sql))).SqlState.ShouldBe(
            PostgresErrorCodes.InsufficientPrivilege);
    }

    [Theory]
    [InlineData("anonymous", "open", "said")]
    [InlineData("author", "open", "said,unapproved")]
    [InlineData("moderator", "open", "said,unapproved")]
    [InlineData("anonymous", "closed", "")]
    [InlineData("author", "hidden", "")]
    [InlineData("post author", "hidden", "under hidden")]
    public async Task The_pages_of_a_thread_ask_the_same(string who, string post, string expected)
    {
        await using var acting = await Acting.AsAsync(schema.Database, Actor(who));

        var bodies = await acting.ListAsync<string>(
            "SELECT body FROM app.thread_page($1, NULL, 'thread', '', NULL, NULL, 100)", posts[post]);

        bodies.Order(StringComparer.Ordinal).ShouldBe(expected.Length == 0 ? [] : expected.Split(','));
    }

    private Actor Actor(string who) => who switch
    {
        "anonymous" => Application.Common.Actor.Anonymous,
        "author" => new Actor(alice, ActorRole.User, null),
        "post author" => new Actor(bob, ActorRole.User, null),
        "moderator" => new Actor(Guid.CreateVersion7(), ActorRole.Moderator, null),
        _ => Application.Common.Actor.System,
    };
}
