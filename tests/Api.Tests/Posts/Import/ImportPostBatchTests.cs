using Agora.Application.Imports;
using Agora.Testing;
using Npgsql;
using static Agora.Api.Tests.Posts.Import.Importing;

namespace Agora.Api.Tests.Posts.Import;

public sealed class ImportPostBatchTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task A_broken_rule_of_another_table_is_a_fault_and_no_refusal_of_a_line()
    {
        await api.Superuser.ExecuteAsync(
            "ALTER TABLE app.post_stats ADD CONSTRAINT post_stats_broken_check CHECK (view_count > 0) NOT VALID");
        try
        {
            (await Should.ThrowAsync<PostgresException>(
                () => api.ImportAsync(NewPost()))).ConstraintName.ShouldBe("post_stats_broken_check");
        }
        finally
        {
            await api.Superuser.ExecuteAsync("ALTER TABLE app.post_stats DROP CONSTRAINT post_stats_broken_check");
        }
    }

    [Fact]
    public async Task Stores_a_post_with_its_author_tags_and_date()
    {
        var name = $"Zoë {Guid.NewGuid():N}";
        var post = NewPost($"{name} <zoe-{Guid.NewGuid():N}@example.org>") with { tags = ["Bread", "slow food"], language = "german" };

        var outcome = await api.ImportAsync(post);

        outcome.Counts.ShouldBe(new ImportCounts(1, 1, 0, 0, 0));
        const string sql = """
            SELECT format('%s|%s|%s|%s|%s|%s|%s|%s', p.body, p.tags, p.status, p.language, p.published_at = $2, p.created_at = $2,
                          u.username, u.password_hash IS NULL)
            FROM app.posts AS p
            JOIN app.users AS u ON u.id = p.author_id
            JOIN app.user_profiles AS profile ON profile.user_id = u.id
            WHERE p.title = $1 AND u.full_name = $3
            """;
        var row = await api.Superuser.ScalarAsync<string>(sql, post.title, new DateTime(2026, 3, 1, 9, 30, 0, DateTimeKind.Utc), name);
        row.ShouldBe($"Body|{{bread,slow-food}}|published|german|t|t|{name.Replace("Zoë ", "zoe-", StringComparison.Ordinal)}|t");
    }

    [Fact]
    public async Task Counts_tags_words_and_counters_as_for_any_other_post()
    {
        var tag = $"t{Guid.NewGuid():N}";
        var author = NewAuthor();
        await api.ImportAsync(
            NewPost(author) with { tags = [tag], body = "Dragons" },
            NewPost(author) with { tags = [tag] },
            NewPost(author) with { tags = [tag], status = "draft" });

        (await api.Superuser.ScalarAsync<int>("SELECT post_count FROM app.tags WHERE tag = $1", tag)).ShouldBe(2);
        const string words = "SELECT count(*) FROM app.posts WHERE tags @> ARRAY[$1] AND search_vector @@ to_tsquery('english', 'dragon')";
        (await api.Superuser.ScalarAsync<long>(words, tag)).ShouldBe(1);
        const string counters =
            "SELECT count(*) FROM app.post_stats AS s JOIN app.posts AS p ON p.id = s.post_id WHERE p.tags @> ARRAY[$1]";
        (await api.Superuser.ScalarAsync<long>(counters, tag)).ShouldBe(3);
    }

    [Fact]
    public async Task Changes_nothing_the_second_time()
    {
        object[] file = [NewPost(), NewPost() with { publishedAt = null }, NewPost() with { status = "draft" }];
        await api.ImportAsync(file);
        var users = await api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.users");

        var again = await api.ImportAsync(file);

        again.Counts.ShouldBe(new ImportCounts(3, 0, 0, 3, 0));
        again.Rejected.ShouldAllBe(l => l.Reason == "already there");
        (await api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.users")).ShouldBe(users);
    }

    [Fact]
    public async Task Changes_the_posts_whose_text_tags_or_language_changed()
    {
        var (same, text, tags, language) = (NewPost(), NewPost(), NewPost() with { tags = ["old"] }, NewPost());
        await api.ImportAsync(same, text, tags, language);

        var again = await api.ImportAsync(
            same, text with { body = "Changed" }, tags with { tags = ["new"] }, language with { language = "french" });

        again.Counts.ShouldBe(new ImportCounts(4, 0, 3, 1, 0));
        (await api.Superuser.ScalarAsync<string>("SELECT body || version FROM app.posts WHERE title = $1", text.title))
            .ShouldBe("Changed2");
        (await api.Superuser.ScalarAsync<int>("SELECT version FROM app.posts WHERE title = $1", same.title)).ShouldBe(1);
    }

    [Fact]
    public async Task Publishes_a_draft_and_never_takes_a_post_back()
    {
        var draft = NewPost() with { status = "draft", publishedAt = null };
        var published = NewPost();
        await api.ImportAsync(draft, published);

        var again = await api.ImportAsync(draft with { status = "published" }, published with { status = "draft" });

        again.Counts.ShouldBe(new ImportCounts(2, 0, 1, 1, 0));
        const string sql = "SELECT status || (published_at IS NOT NULL) FROM app.posts WHERE title = $1";
        (await api.Superuser.ScalarAsync<string>(sql, draft.title)).ShouldBe("publishedtrue");
        (await api.Superuser.ScalarAsync<string>(sql, published.title)).ShouldBe("publishedtrue");
    }

    [Fact]
    public async Task Leaves_alone_what_people_deleted_or_archived()
    {
        var (deleted, archived) = (NewPost(), NewPost());
        await api.ImportAsync(deleted, archived);
        await api.Superuser.ExecuteAsync("UPDATE app.posts SET deleted_at = now(), deleted_by = 'author' WHERE title = $1", deleted.title);
        await api.Superuser.ExecuteAsync("UPDATE app.posts SET status = 'archived' WHERE title = $1", archived.title);

        var again = await api.ImportAsync(deleted with { body = "Changed" }, archived with { body = "Changed" });

        again.Rejected.ShouldHaveSingleItem().ShouldBe(new LineOutcome(1, ImportOutcome.Skipped, "was deleted here"));
        (await api.Superuser.ScalarAsync<string>("SELECT body || status FROM app.posts WHERE title = $1", archived.title))
            .ShouldBe("Changedarchived");
        (await api.Superuser.ScalarAsync<string>("SELECT body FROM app.posts WHERE title = $1", deleted.title)).ShouldBe("Body");
    }

    [Fact]
    public async Task Skips_the_second_of_two_equal_lines()
    {
        var post = NewPost();

        var outcome = await api.ImportAsync(post, NewPost(), post with { body = "Another" });

        outcome.Counts.ShouldBe(new ImportCounts(3, 2, 0, 1, 0));
        outcome.Rejected.ShouldHaveSingleItem().ShouldBe(new LineOutcome(3, ImportOutcome.Skipped, "same as line 1"));
    }

    [Fact]
    public async Task Fails_lines_alone_and_says_why()
    {
        var (first, last) = (NewPost(), NewPost());

        var outcome = await api.ImportAsync(
            first, "{", NewPost() with { body = "a\0b" }, NewPost() with { publishedAt = "2026-03-01" }, last);

        outcome.Counts.ShouldBe(new ImportCounts(5, 2, 0, 0, 3));
        outcome.Report.IsComplete.ShouldBeTrue();
        outcome.Rejected.Select(l => (l.Line, l.Reason!.Split(':')[0])).ShouldBe([(2, "not JSON"), (3, "body"), (4, "publishedAt")]);
        (await api.CountAsync(first.title) + await api.CountAsync(last.title)).ShouldBe(2);
    }

    // The tag keeps every rule that this process can check without Unicode tables, but not the one of the database.
    [Fact]
    public async Task Finds_the_one_line_that_the_database_refuses()
    {
        var posts = Enumerable.Range(0, 20).Select(_ => NewPost()).ToArray();
        posts[13] = posts[13] with { tags = ["ﬁsh"] };

        var outcome = await api.ImportAsync(posts, batch: 20);

        outcome.Counts.ShouldBe(new ImportCounts(20, 19, 0, 0, 1));
        outcome.Rejected.ShouldHaveSingleItem()
            .ShouldBe(new LineOutcome(14, ImportOutcome.Failed, "the database refuses it: posts_tags_check")
            {
                Failure = ImportErrors.RefusedCode,
            });
        (await api.CountAsync(posts[13].title)).ShouldBe(0);
        (await api.CountAsync(posts[12].title)).ShouldBe(1);
    }
}
