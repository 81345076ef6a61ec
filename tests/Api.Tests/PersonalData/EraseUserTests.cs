using System.Net;
using System.Net.Http.Json;
using Agora.Api.Tests.Comments;
using Agora.Api.Tests.Posts;
using Agora.Api.Tests.Sessions;
using Agora.Application.PersonalData;
using Agora.Domain.Users;
using Agora.Testing;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Api.Tests.PersonalData;

public sealed class EraseUserTests(SessionFixture api) : IClassFixture<SessionFixture>
{
    // Text that is never a person's: names that the program chose, and names of topics that moderators write about.
    private static readonly string[] SaysNothingOfPeople =
    [
        "app.audit.table_name", "app.audit.actor_role", "app.audit.changed",
        // What backups and drills say of the database server.
        "app.backup_reports.backup", "app.backup_reports.problem", "app.backup_reports.steps",
        "app.comments.path",
        "app.day_posts.status", "app.day_posts_changes.status",
        // Names of tags are in one of the two, whenever they were folded last.
        "app.day_tags.tag", "app.day_tags_changes.tag",
        // A vector is deleted with its post, and the error of an entry with the entry.
        "app.embedding_models.name", "app.embedding_queue.error", "app.post_embeddings.embedding",
        "app.event_batches.snapshot", "app.event_log.audience", "app.event_log.type",
        "app.features.description", "app.features.name",
        "app.idempotency_keys.headers",
        "app.job_kinds.kind", "app.job_kinds.schedule", "app.job_kinds.scheduled_by",
        // A payload names rows and holds nothing of them (decision 53).
        "app.jobs.kind", "app.jobs.payload", "app.jobs.state", "app.jobs.unique_key", "app.jobs.worker", "app.jobs.error_code",
        "app.jobs.error_message",
        // What operators and the maintenance say of the database server.
        "app.maintenance_steps.detail", "app.maintenance_steps.error_code", "app.maintenance_steps.reason",
        "app.maintenance_steps.target", "app.monitoring_samples.numbers", "app.operator_actions.detail",
        "app.operator_actions.error_code", "app.operator_actions.reason", "app.operator_actions.target", "app.statement_plans.shape",
        "app.media.checksum", "app.media.details",
        "app.moderation_cases.hidden_from",
        "app.moderation_log.category", "app.moderation_log.tag", "app.moderation_log.into_tag",
        "app.notification_digests.snapshot", "app.notifications.kind",
        "app.post_languages.language",
        "app.rollups.name",
        "app.span_posts.status", "app.span_tags.tag",
        "app.strikes.category",
        "app.tag_aliases.alias", "app.tag_aliases.tag",
        "app.tasks.\"position\"", "app.tasks.priority",
        "app.webhook_deliveries.audience", "app.webhook_deliveries.type", "app.webhook_secrets.sealed", "app.webhooks.event_types",
        // Single words without their posts, until a whole pass over the posts did not find them.
        "app.vocabulary.plain", "app.vocabulary.word",
    ];

    /// <summary>Where what was published may still be when its author is erased without it.</summary>
    private static readonly string[] Content =
    [
        "app.comments.body", "app.day_tags.tag", "app.day_tags_changes.tag", "app.media.alternative_text", "app.post_tags.tag",
        "app.posts.body", "app.posts.excerpt",
        "app.posts.metadata", "app.posts.search_vector", "app.posts.tags", "app.posts.title", "app.span_tags.tag", "app.tags.tag",
    ];

    /// <summary>Where the bare id may stay: the place of words, and marks that count or are owed to others.</summary>
    private static readonly string[] KeptIds =
    [
        "app.audit.actor_id", "app.comments.author_id", "app.erasures.user_id", "app.event_log.owner_id",
        "app.event_log.subject_id", "app.event_log.user_id", "app.flags.reporter_id", "app.media.owner_id",
        "app.moderation_cases.author_id", "app.post_media.owner_id", "app.posts.author_id", "app.user_profiles.user_id", "app.users.id",
    ];

    private Traces Traces => new(api.Superuser);

    [Theory]
    [InlineData("anonymise")]
    [InlineData("remove")]
    public async Task Leaves_no_trace_in_any_column_of_any_table(string mode)
    {
        var ann = await KnownPerson.LiveAsync(api);
        var reached = await Traces.OfAsync(ann.Who, ann.What, ann.Address, ann.PasswordHash);
        (await Traces.ColumnsAsync()).Where(c => c.StartsWith("app.", StringComparison.Ordinal)).Except(reached).Except(SaysNothingOfPeople)
            .ShouldBeEmpty("a column that may hold something of a person is filled by KnownPerson, so that erasing is proved for it");

        (await EraseAsync(ann, mode)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await Traces.OfAsync(ann.Who, ann.Address, ann.PasswordHash)).ShouldBeEmpty();
        (await Traces.OfAsync(ann.What)).Except(mode == "anonymise" ? Content : []).ShouldBeEmpty();
        (await Traces.OfIdAsync(ann.Id)).Except(KeptIds).ShouldBeEmpty();
        await ApplyDeltasAsync();
        (await Traces.OfAsync(ann.What)).Except(mode == "anonymise" ? Content : []).ShouldBeEmpty("folding brings nothing back");
    }

    [Fact]
    public async Task The_proof_finds_an_unlisted_table()
    {
        var word = $"word{Guid.NewGuid():N}";
        await api.Superuser.ExecuteAsync("CREATE TABLE app.diaries (user_id uuid, page text, scan bytea, tags text[])");
        try
        {
            (await Traces.ColumnsAsync()).ShouldContain("app.diaries.page");
            await api.Superuser.ExecuteAsync(
                "INSERT INTO app.diaries VALUES ('0198c5f0-7a3e-7c4b-9a51-1f2e3d4c5b6a', 'Dear ' || $1, convert_to($1, 'UTF8'), "
                + "ARRAY[upper($1)])", word);

            (await Traces.OfAsync(word)).ShouldBe(["app.diaries.page", "app.diaries.scan", "app.diaries.tags"], ignoreOrder: true);
            (await Traces.OfIdAsync(Guid.Parse("0198c5f0-7a3e-7c4b-9a51-1f2e3d4c5b6a"))).ShouldBe(["app.diaries.user_id"]);
        }
        finally
        {
            await api.Superuser.ExecuteAsync("DROP TABLE app.diaries");
        }
    }

    [Fact]
    public async Task Anonymised_words_stay_where_they_were_without_a_name()
    {
        var ann = await KnownPerson.LiveAsync(api);

        await EraseAsync(ann, "anonymise");

        var post = await ann.Bob.PageAsync($"/api/v1/posts/{ann.Quiet}");
        post.GetProperty("body").GetString().ShouldBe($"About {ann.What}");
        post.GetProperty("author").GetProperty("username").GetString().ShouldBeNull();
        (await ann.Bob.GetAsync($"/api/v1/media/{ann.Shown}/content")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ann.Bob.GetAsync($"/api/v1/media/{ann.Media}/content")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await ann.Bob.ThreadAsync(ann.BobsPost)).ShouldBe([$"I say {ann.What}", $"-{ann.BobsWord} answers"], Case.Sensitive);
        (await ann.Bob.WalkAsync($"/api/v1/posts/search?q={ann.What}")).Count.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Removed_words_leave_their_place_to_those_who_answered_and_nothing_else()
    {
        var ann = await KnownPerson.LiveAsync(api);

        await EraseAsync(ann, "remove");

        (await ann.Bob.GetAsync($"/api/v1/posts/{ann.Quiet}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await ann.Bob.GetAsync($"/api/v1/posts/{ann.Discussed}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await ann.Bob.ThreadAsync(ann.BobsPost)).ShouldBe(["(deleted)", $"-{ann.BobsWord} answers"], Case.Sensitive);
        (await ann.Bob.WalkAsync($"/api/v1/posts/search?q={ann.What}")).ShouldBeEmpty();
        (await api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.comments WHERE body LIKE '%' || $1 || '%'", ann.BobsWord))
            .ShouldBe(2L);
        (await ann.Bob.CountedAsync(ann.BobsPost)).Count.ShouldBe(1);
        (await api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.posts WHERE author_id = $1", ann.Id))
            .ShouldBe(1L, "Bob spoke under one");
    }

    [Fact]
    public async Task Ends_every_session_at_once_and_leaves_no_way_in()
    {
        var ann = await KnownPerson.LiveAsync(api);
        var admin = await api.SignedInAsync(UserRole.Admin);

        await EraseAsync(ann, "anonymise");

        (await ann.Client.GetAsync("/api/v1/users/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        ann.Client.DefaultRequestHeaders.Authorization = null;
        (await ann.Client.PostAsJsonAsync("/api/v1/auth/login", new { username = ann.Who, password = ann.Password })).StatusCode
            .ShouldBe(HttpStatusCode.Unauthorized);
        var sent = api.Mail.To($"new-{ann.Who}@example.org").Count;
        await api.SendMailAsync();
        api.Mail.To($"new-{ann.Who}@example.org").Count.ShouldBe(sent, "mail that waited is not sent");
        await Problem.AssertAsync(
            await admin.PostAsync($"/api/v1/users/{ann.Id}/restore", null), HttpStatusCode.NotFound, "user.not_found");
    }

    [Fact]
    public async Task Wants_the_password_and_a_choice()
    {
        var ann = await api.RegisteredAsync();
        var device = await api.LoginAsync(ann);

        var wrong = await device.PostAsync("/api/v1/users/me/erase", new { currentPassword = "not this one", mode = "remove" });
        var none = await device.PostAsync("/api/v1/users/me/erase", new { currentPassword = SessionFixture.Password });
        var unknown = await device.PostAsync("/api/v1/users/me/erase", new { currentPassword = SessionFixture.Password, mode = "burn" });

        (await Problem.AssertAsync(wrong, HttpStatusCode.BadRequest, "auth.password_wrong")).Errors("currentPassword")
            .ShouldHaveSingleItem();
        (await Problem.AssertAsync(none, HttpStatusCode.BadRequest, "validation.failed")).Errors("mode").ShouldHaveSingleItem();
        (await Problem.AssertAsync(unknown, HttpStatusCode.BadRequest, "validation.failed")).Errors("mode").ShouldHaveSingleItem();
        (await device.StatusAsync()).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Only_an_admin_erases_a_user_who_cannot_sign_in()
    {
        var ann = await api.RegisteredAsync();
        var bob = await api.LoginAsync(await api.RegisteredAsync());
        var person = await api.RegisteredAsync();
        await api.Superuser.ExecuteAsync("UPDATE app.users SET role = 'admin' WHERE id = $1", person.Id);
        var admin = await api.LoginAsync(person);
        var ask = new { currentPassword = SessionFixture.Password, mode = "remove" };

        await Problem.AssertAsync(await bob.PostAsync($"/api/v1/users/{ann.Id}/erase", ask), HttpStatusCode.Forbidden, "auth.forbidden");
        (await admin.PostAsync($"/api/v1/users/{ann.Id}/erase", ask)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await Problem.AssertAsync(await admin.PostAsync($"/api/v1/users/{ann.Id}/erase", ask), HttpStatusCode.NotFound, "user.not_found");
        (await Traces.OfAsync(ann.Username)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_last_admin_is_not_erased()
    {
        await api.Superuser.ExecuteAsync("UPDATE app.users SET role = 'user' WHERE role = 'admin'");
        var person = await api.RegisteredAsync();
        await api.Superuser.ExecuteAsync("UPDATE app.users SET role = 'admin' WHERE id = $1", person.Id);
        var admin = await api.LoginAsync(person);

        var response = await admin.PostAsync(
            "/api/v1/users/me/erase", new { currentPassword = SessionFixture.Password, mode = "anonymise" });

        await Problem.AssertAsync(response, HttpStatusCode.Conflict, "user.last_admin");
        (await admin.StatusAsync()).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("anonymise")]
    [InlineData("remove")]
    public async Task Every_counter_and_sum_is_what_counting_anew_gives(string mode)
    {
        const string sql = """
            SELECT count(*) FROM (
                SELECT t.tag, t.post_count FROM app.tags AS t WHERE t.post_count <> (SELECT count(*) FROM app.post_tags AS p
                       WHERE p.tag = t.tag)
                UNION ALL
                SELECT s.post_id::text, s.comment_count FROM app.post_stats AS s
                WHERE s.comment_count <> (SELECT count(*) FROM app.comments AS c WHERE c.post_id = s.post_id AND c.is_approved
                    AND c.deleted_at IS NULL)
                UNION ALL
                SELECT s.post_id::text, s.like_count FROM app.post_stats AS s
                WHERE s.like_count <> (SELECT count(*) FROM app.post_likes AS l WHERE l.post_id = s.post_id)
                UNION ALL
                SELECT s.comment_id::text, s.like_count FROM app.comment_stats AS s
                WHERE s.like_count <> (SELECT count(*) FROM app.comment_likes AS l WHERE l.comment_id = s.comment_id)
                UNION ALL
                SELECT f.user_id::text, f.follower_count FROM app.follow_counts AS f
                WHERE (f.follower_count, f.following_count)
                      <> ((SELECT count(*) FROM app.follows AS b WHERE b.followee_id = f.user_id),
                      (SELECT count(*) FROM app.follows AS b WHERE b.follower_id = f.user_id))
                UNION ALL
                SELECT d.tag, sum(d.posts)
                FROM (SELECT x.tag, x.posts FROM app.day_tags AS x UNION ALL SELECT y.tag, y.posts FROM app.day_tags_changes AS y
                      UNION ALL SELECT p.tag, -1 FROM app.post_tags AS p) AS d
                GROUP BY d.tag HAVING sum(d.posts) <> 0
                UNION ALL
                SELECT d.status, sum(d.posts)
                FROM (SELECT x.status, x.posts FROM app.day_posts AS x UNION ALL SELECT y.status, y.posts FROM app.day_posts_changes AS y
                      UNION ALL SELECT p.status, -1 FROM app.posts AS p WHERE p.deleted_at IS NULL) AS d
                GROUP BY d.status HAVING sum(d.posts) <> 0
            ) AS wrong
            """;
        var ann = await KnownPerson.LiveAsync(api);
        (await api.Superuser.ScalarAsync<long>(sql)).ShouldBe(0L);

        await EraseAsync(ann, mode);

        (await api.Superuser.ScalarAsync<long>(sql)).ShouldBe(0L);
    }

    [Fact]
    public async Task Also_erases_what_a_concurrent_request_stored_and_then_finishes()
    {
        var ann = await KnownPerson.LiveAsync(api);
        await EraseAsync(ann, "remove");
        await api.Superuser.ExecuteAsync(
            "INSERT INTO app.comments (post_id, author_id, body) VALUES ($1, $2, 'late ' || $3)", ann.BobsPost, ann.Id, ann.Who);

        await ContinueAsync();
        (await Traces.OfAsync(ann.Who)).ShouldBeEmpty();
        (await api.Superuser.ScalarAsync<bool>("SELECT finished_at IS NULL FROM app.erasures WHERE user_id = $1", ann.Id)).ShouldBeTrue();

        await api.Superuser.ExecuteAsync("UPDATE app.erasures SET requested_at = now() - interval '2 minutes' WHERE user_id = $1", ann.Id);
        await ContinueAsync();
        (await api.Superuser.ScalarAsync<bool>("SELECT finished_at IS NULL FROM app.erasures WHERE user_id = $1", ann.Id)).ShouldBeFalse();
    }

    private async Task ContinueAsync()
    {
        await using var scope = api.Services.CreateAsyncScope();
        (await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new ContinueErasures())).IsSuccess.ShouldBeTrue();
    }

    private static Task<HttpResponseMessage> EraseAsync(KnownPerson person, string mode) =>
        person.Client.PostAsJsonAsync("/api/v1/users/me/erase", new { currentPassword = person.Password, mode });

    private async Task ApplyDeltasAsync()
    {
        while (await api.Superuser.ScalarAsync<int>("SELECT app.fold_rollups(1000)") > 0)
        {
            // Until no line is left.
        }
    }
}
