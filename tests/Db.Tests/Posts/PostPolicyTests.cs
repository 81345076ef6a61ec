using Agora.Application.Common;
using Agora.Db.Tests.Database;
using Agora.Testing;
using Npgsql;

namespace Agora.Db.Tests.Posts;

/// <summary>What raw SQL reaches with the rights of each kind of caller, past every rule of the application.</summary>
public sealed class PostPolicyTests(EmptiedSchemaFixture schema) : IClassFixture<EmptiedSchemaFixture>, IAsyncLifetime
{
    private readonly Guid alice = Guid.CreateVersion7(), bob = Guid.CreateVersion7(), admin = Guid.CreateVersion7();

    private readonly Dictionary<string, Guid> posts = new(StringComparer.Ordinal);

    public async Task InitializeAsync()
    {
        const string addPost = """
            INSERT INTO app.posts (id, author_id, title, body, status, published_at, tags, deleted_at, deleted_by)
            VALUES ($1, $2, $3, 'secrets', $4, CASE WHEN $4 = 'draft' THEN NULL ELSE now() END, ARRAY[$3], CASE WHEN $5 = '' THEN NULL
                ELSE now() END, nullif($5, ''))
            """;

        foreach (var (id, name) in new[] { (alice, "alice"), (bob, "bobby"), (admin, "admin") })
        {
            await schema.Database.Superuser.ExecuteAsync(
                "INSERT INTO app.users (id, username) VALUES ($1, $2)", id, name + id.ToString("N")[^12..]);
        }

        foreach (var (name, status, deletedBy) in new[]
        {
            ("published", "published", ""), ("draft", "draft", ""), ("archived", "archived", ""),
            ("hidden", "hidden", ""), ("trashed", "published", "author"), ("removed", "published", "staff"),
        })
        {
            posts[name] = Guid.CreateVersion7();
            await schema.Database.Superuser.ExecuteAsync(addPost, posts[name], alice, name, status, deletedBy);
        }
    }

    public Task DisposeAsync() => schema.EmptyAsync();

    [Theory]
    [InlineData("anonymous", "published")]
    [InlineData("other", "published")]
    [InlineData("author", "archived,draft,hidden,published,removed,trashed")]
    [InlineData("moderator", "archived,draft,hidden,published,removed,trashed")]
    [InlineData("admin", "archived,draft,hidden,published,removed,trashed")]
    [InlineData("system", "archived,draft,hidden,published,removed,trashed")]
    public async Task Who_reads_what(string who, string expected)
    {
        await using var acting = await Acting.AsAsync(schema.Database, Actor(who));

        (await acting.ListAsync<string>("SELECT title FROM app.posts ORDER BY title")).ShouldBe(expected.Split(','));
        (await acting.ListAsync<Guid>("SELECT post_id FROM app.post_stats"))
            .ShouldBe(expected.Split(',').Select(n => posts[n]), ignoreOrder: true);
        (await acting.ListAsync<string>("SELECT tag FROM app.post_tags")).ShouldBe(["published"]);
        (await acting.ListAsync<string>("SELECT tag FROM app.tags WHERE post_count > 0")).ShouldBe(["published"]);
    }

    [Theory]
    [InlineData("anonymous", "")]
    [InlineData("other", "")]
    [InlineData("author", "archived,draft,hidden,published,trashed")]
    [InlineData("admin", "archived,draft,hidden,published,removed,trashed")]
    [InlineData("system", "archived,draft,hidden,published,removed,trashed")]
    public async Task Who_changes_what(string who, string expected)
    {
        await using var acting = await Acting.AsAsync(schema.Database, Actor(who));
        await acting.ExecuteAsync("SELECT set_config('app.reason', 'A mistake', true)");

        var changed = await acting.ListAsync<string>("UPDATE app.posts SET body = 'changed' RETURNING title");

        changed.Order(StringComparer.Ordinal).ShouldBe(expected.Length == 0 ? [] : expected.Split(','));
    }

    [Theory]
    [InlineData("author", "hidden", "published", false)]
    [InlineData("author", "hidden", "archived", false)]
    [InlineData("author", "published", "hidden", false)]
    [InlineData("moderator", "hidden", "published", true)]
    [InlineData("moderator", "published", "hidden", true)]
    public async Task Moderation_alone_hides_and_shows_again(string who, string post, string status, bool allowed)
    {
        await using var acting = await Acting.AsAsync(schema.Database, Actor(who));
        var move = () => acting.ExecuteAsync("UPDATE app.posts SET status = $2 WHERE id = $1", posts[post], status);

        if (allowed)
        {
            (await move()).ShouldBe(1);
        }
        else
        {
            (await Should.ThrowAsync<PostgresException>(move)).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        }
    }

    [Theory]
    [InlineData("anonymous", false, false)]
    [InlineData("other", false, true)]
    [InlineData("author", true, false)]
    [InlineData("moderator", false, false)]
    [InlineData("admin", true, true)]
    [InlineData("system", true, true)]
    public async Task Who_writes_in_whose_name(string who, bool asAlice, bool asBob)
    {
        foreach (var (name, allowed) in new[] { (alice, asAlice), (bob, asBob) })
        {
            await using var acting = await Acting.AsAsync(schema.Database, Actor(who));
            const string sql = "INSERT INTO app.posts (author_id, title, body) VALUES ($1, 't', 'b')";
            if (allowed)
            {
                (await acting.ExecuteAsync(sql, name)).ShouldBe(1);
            }
            else
            {
                (await Should.ThrowAsync<PostgresException>(() => acting.ExecuteAsync(sql, name))).SqlState.ShouldBe(
                    PostgresErrorCodes.InsufficientPrivilege);
            }
        }
    }

    [Theory]
    [InlineData("UPDATE app.posts SET author_id = author_id")]
    [InlineData("UPDATE app.posts SET version = 1")]
    [InlineData("UPDATE app.posts SET search_vector = ''")]
    [InlineData("INSERT INTO app.posts (author_id, title, body, version) SELECT author_id, 't', 'b', 9 FROM app.posts LIMIT 1")]
    [InlineData("DELETE FROM app.posts")]
    [InlineData("UPDATE app.post_stats SET comment_count = 9")]
    [InlineData("UPDATE app.post_stats SET view_count = 1000000")]
    [InlineData("INSERT INTO app.post_stats (post_id) VALUES (gen_random_uuid())")]
    [InlineData("INSERT INTO app.post_tags (tag, published_at, post_id) SELECT 'x', now(), id FROM app.posts")]
    [InlineData("UPDATE app.tags SET post_count = 9")]
    [InlineData("SELECT * FROM app.post_languages")]
    [InlineData("UPDATE app.comment_stats SET reply_count = 9")]
    [InlineData("SELECT app.count_tags('{}', '{x}')")]
    public async Task Not_even_the_system_does_that_as_the_runtime(string sql)
    {
        await using var acting = await Acting.AsAsync(schema.Database, Application.Common.Actor.System);

        (await Should.ThrowAsync<PostgresException>(() => acting.ExecuteAsync(sql))).SqlState.ShouldBe(
            PostgresErrorCodes.InsufficientPrivilege);
    }

    [Theory]
    [InlineData("anonymous")]
    [InlineData("author")]
    [InlineData("admin")]
    public async Task Search_finds_what_everyone_may_read(string who)
    {
        await using var acting = await Acting.AsAsync(schema.Database, Actor(who));

        foreach (var search in new[]
        {
            "search_posts('secrets', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 100)",
            "search_posts_by_rank('secrets', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 100)",
            "search_posts_by_time('secrets', NULL, NULL, NULL, NULL, NULL, NULL, false, 'infinity', gen_random_uuid(), 100)",
            "search_posts_by_time('secrets', NULL, NULL, NULL, NULL, NULL, NULL, true, '-infinity', gen_random_uuid(), 100)",
            "search_posts_by_rank('secrets', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 100)",
            "search_posts_by_time('secrets', NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, 'infinity', gen_random_uuid(), 100)",
            "search_posts_by_time('secrets', NULL, NULL, NULL, NULL, NULL, NULL, NULL, true, '-infinity', gen_random_uuid(), 100)",
        })
        {
            (await acting.ListAsync<Guid>($"SELECT id FROM app.{search}")).ShouldBe([posts["published"]], search);
        }

        foreach (var counting in new[]
        {
            "app.count_matching_posts('secrets', NULL, NULL, NULL, NULL, NULL, NULL, true)",
            "app.count_matching_posts('secrets', NULL, NULL, NULL, NULL, NULL, NULL, NULL, true)",
            "posts FROM app.search_facets('secrets', NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{language}', 10)",
        })
        {
            (await acting.ListAsync<long>($"SELECT {counting}")).ShouldBe([1], counting);
        }
    }

    [Fact]
    public async Task No_condition_of_the_caller_looks_into_hidden_rows()
    {
        await schema.Database.Superuser.ExecuteAsync("UPDATE app.posts SET body = 'just nine' WHERE title = 'draft'");
        await using var acting = await Acting.AsAsync(schema.Database, Actor("other"));

        // Were it asked before the policy, the draft would divide by zero.
        var rows = await acting.ListAsync<string>("SELECT title FROM app.posts WHERE 1 / (char_length(body) - 9) < 5");
        rows.ShouldBe(["published"]);
        (await acting.ListAsync<string>("SELECT title FROM app.posts WHERE body LIKE 'just%'")).ShouldBeEmpty();
    }

    private Actor Actor(string who) => who switch
    {
        "anonymous" => Application.Common.Actor.Anonymous,
        "author" => new Actor(alice, ActorRole.User, null),
        "other" => new Actor(bob, ActorRole.User, null),
        "moderator" => new Actor(Guid.CreateVersion7(), ActorRole.Moderator, null),
        "admin" => new Actor(admin, ActorRole.Admin, null),
        _ => Application.Common.Actor.System,
    };
}
