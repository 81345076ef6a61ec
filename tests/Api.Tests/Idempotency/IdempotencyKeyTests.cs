using System.Net;
using Agora.Api.Tests.Posts;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Idempotency;

public sealed class IdempotencyKeyTests(IdempotencyFixture api) : IClassFixture<IdempotencyFixture>
{
    private static readonly object Post = new { title = "Once", body = "Only" };

    [Fact]
    public async Task A_hundred_at_once_have_one_effect_and_one_answer()
    {
        var ann = await api.SignedInAsync();
        var key = NewKey();

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(async _ =>
        {
            var response = await ann.PostKeyedAsync("/api/v1/posts", Post, key);
            return (response.StatusCode, Replayed: response.IsReplayed(), Body: await response.Content.ReadAsStringAsync());
        }));

        answers.ShouldAllBe(a => a.StatusCode == HttpStatusCode.Created || a.StatusCode == HttpStatusCode.Conflict);
        answers.Count(a => a.StatusCode == HttpStatusCode.Created && !a.Replayed).ShouldBe(1);
        answers.Where(a => a.StatusCode == HttpStatusCode.Created)
            .Select(a => a.Body)
            .Distinct(StringComparer.Ordinal)
            .ShouldHaveSingleItem();
        answers.Where(a => a.StatusCode == HttpStatusCode.Conflict).ShouldAllBe(a => a.Body.Contains("idempotency.in_flight"));
        (await PostsOfAsync(ann)).ShouldBe(1);
    }

    [Fact]
    public async Task A_retry_gets_the_first_answer_again()
    {
        var ann = await api.SignedInAsync();
        var key = NewKey();

        var first = await ann.PostKeyedAsync("/api/v1/posts", Post, key);
        var again = await ann.PostKeyedAsync("/api/v1/posts", Post, key);
        var quoted = await ann.PostKeyedAsync("/api/v1/posts", Post, $"\"{key}\"");

        first.IsReplayed().ShouldBeFalse();
        foreach (var retry in new[] { again, quoted })
        {
            retry.StatusCode.ShouldBe(HttpStatusCode.Created);
            retry.IsReplayed().ShouldBeTrue();
            retry.Headers.ETag.ShouldBe(first.Headers.ETag);
            retry.Headers.Location.ShouldBe(first.Headers.Location);
            retry.Content.Headers.ContentType.ShouldBe(first.Content.Headers.ContentType);
            (await retry.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
            retry.Headers.GetValues("X-Request-Id").ShouldNotBe(first.Headers.GetValues("X-Request-Id"));
        }
    }

    [Fact]
    public async Task A_step_without_body_is_done_once()
    {
        var ann = await api.SignedInAsync();
        var draft = await ann.DraftAsync();
        var key = NewKey();

        var first = await ann.PostKeyedAsync($"/api/v1/posts/{draft.Id}/publish", null, key);
        await ann.StepAsync(draft.Id, "archive");
        var again = await ann.PostKeyedAsync($"/api/v1/posts/{draft.Id}/publish", null, key);

        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        again.IsReplayed().ShouldBeTrue();
        (await ann.PageAsync($"/api/v1/posts/{draft.Id}")).GetProperty("status").GetString().ShouldBe("archived");
    }

    [Fact]
    public async Task Another_request_with_the_same_key_is_refused()
    {
        var ann = await api.SignedInAsync();
        var key = NewKey();
        var created = await SentPost.ReadAsync(await ann.PostKeyedAsync("/api/v1/posts", Post, key), HttpStatusCode.Created);

        var otherBody = await ann.PostKeyedAsync("/api/v1/posts", new { title = "Once", body = "More" }, key);
        var otherAddress = await ann.PostKeyedAsync($"/api/v1/posts/{created.Id}/comments", Post, key);
        var step = NewKey();
        await ann.PostKeyedAsync($"/api/v1/posts/{created.Id}/publish", null, step);
        var otherVersion = await ann.PostKeyedAsync($"/api/v1/posts/{created.Id}/publish", null, step, ifMatch: created.ETag);

        foreach (var other in new[] { otherBody, otherAddress, otherVersion })
        {
            await Problem.AssertAsync(other, HttpStatusCode.UnprocessableEntity, "idempotency.key_spent");
        }

        (await PostsOfAsync(ann)).ShouldBe(1);
    }

    [Fact]
    public async Task The_same_key_of_another_person_is_another_key()
    {
        var (ann, bob) = (await api.SignedInAsync(), await api.SignedInAsync());
        var key = NewKey();

        await ann.PostKeyedAsync("/api/v1/posts", Post, key);
        var his = await bob.PostKeyedAsync("/api/v1/posts", Post, key);
        var nobodys = await api.Anonymous().PostKeyedAsync("/api/v1/posts", Post, key);

        his.StatusCode.ShouldBe(HttpStatusCode.Created);
        his.IsReplayed().ShouldBeFalse();
        await Problem.AssertAsync(nobodys, HttpStatusCode.Unauthorized, "auth.required");
        (await PostsOfAsync(bob)).ShouldBe(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"\"")]
    [InlineData("two words")]
    [InlineData("one, two")]
    [InlineData("a\"b")]
    [InlineData("back\\slash")]
    [InlineData("\"open")]
    [InlineData(null)]
    public async Task Refuses_a_key_that_is_none(string? key)
    {
        var ann = await api.SignedInAsync();

        var response = await ann.PostKeyedAsync("/api/v1/posts", Post, key ?? new string('k', 256));

        (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "validation.failed")).Errors("Idempotency-Key")
            .ShouldHaveSingleItem();
        (await PostsOfAsync(ann)).ShouldBe(0);
    }

    [Fact]
    public async Task Takes_a_key_of_255_characters()
    {
        var ann = await api.SignedInAsync();

        (await ann.PostKeyedAsync("/api/v1/posts", Post, new string('k', 255))).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_refusal_is_not_kept_and_the_mended_request_may_use_the_key()
    {
        var ann = await api.SignedInAsync();
        var key = NewKey();

        var refused = await ann.PostKeyedAsync("/api/v1/posts", new { title = "", body = "Only" }, key);
        var missing = await ann.PostKeyedAsync($"/api/v1/posts/{Guid.NewGuid()}/publish", null, key);
        var mended = await ann.PostKeyedAsync("/api/v1/posts", Post, key);

        await Problem.AssertAsync(refused, HttpStatusCode.BadRequest, "validation.failed");
        await Problem.AssertAsync(missing, HttpStatusCode.NotFound, "post.not_found");
        mended.StatusCode.ShouldBe(HttpStatusCode.Created);
        mended.IsReplayed().ShouldBeFalse();
    }

    [Fact]
    public async Task An_answer_that_got_lost_is_given_to_the_retry()
    {
        var ann = await api.SignedInAsync();
        var key = NewKey();

        await Should.ThrowAsync<HttpRequestException>(() => ann.PostKeyedAsync("/api/v1/posts", Post, key, breaks: true));
        var retry = await SentPost.ReadAsync(await ann.PostKeyedAsync("/api/v1/posts", Post, key), HttpStatusCode.Created);

        retry.Response.IsReplayed().ShouldBeTrue();
        (await PostsOfAsync(ann)).ShouldBe(1);
        (await ann.PageAsync($"/api/v1/posts/{retry.Id}")).GetProperty("title").GetString().ShouldBe("Once");
    }

    [Fact]
    public async Task An_effect_without_its_stored_answer_cannot_be()
    {
        var ann = await api.SignedInAsync();
        await api.Superuser.ExecuteAsync(
            $"""
            CREATE FUNCTION pg_temp_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no room''; END';
            CREATE TRIGGER refuse BEFORE INSERT ON app.idempotency_keys FOR EACH ROW
            WHEN (NEW.owner_id = '{ann.UserId}') EXECUTE FUNCTION pg_temp_refuse();
            """);
        var key = NewKey();

        var failed = await ann.PostKeyedAsync("/api/v1/posts", Post, key);
        (await PostsOfAsync(ann)).ShouldBe(0);
        await api.Superuser.ExecuteAsync("DROP FUNCTION pg_temp_refuse CASCADE");
        var retry = await ann.PostKeyedAsync("/api/v1/posts", Post, key);

        await Problem.AssertAsync(failed, HttpStatusCode.InternalServerError, "server.error");
        retry.StatusCode.ShouldBe(HttpStatusCode.Created);
        retry.IsReplayed().ShouldBeFalse();
    }

    [Fact]
    public async Task An_answer_too_large_to_keep_is_refused_and_nothing_is_done()
    {
        var ann = await api.SignedInAsync();

        var response = await ann.PostKeyedAsync("/test/large", null, NewKey());

        await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "idempotency.answer_too_large");
    }

    [Theory]
    [InlineData("/api/v1/auth/login", """{"username":"ann","password":"a long enough passphrase"}""")]
    [InlineData("/api/v1/auth/refresh", """{"refresh_token":"x"}""")]
    public async Task Addresses_of_credentials_take_no_key(string address, string body)
    {
        var response = await api.Anonymous().PostKeyedAsync(address, System.Text.Json.JsonDocument.Parse(body).RootElement, NewKey());

        await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "idempotency.not_offered");
    }

    [Fact]
    public async Task Other_methods_pass_over_a_key()
    {
        var ann = await api.SignedInAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/users/me")
        {
            Headers = { { "Idempotency-Key", "any key at all" } },
        };

        (await ann.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Nothing_that_was_sent_is_legible_in_the_table()
    {
        var admin = await api.SignedInAsync(UserRole.Admin);
        const string password = "a password of a new account";
        var name = $"n{Guid.NewGuid():N}"[..20];
        var key = NewKey();

        var created = await admin.PostKeyedAsync("/api/v1/users", new { email = $"{name}@example.org", username = name, password }, key);
        var row = await api.Superuser.ScalarAsync<string>(
            "SELECT concat_ws(' ', encode(key_hash, 'escape'), encode(fingerprint, 'escape'), headers, encode(body, 'escape')) FROM "
            + "app.idempotency_keys WHERE owner_id = $1", admin.UserId);

        created.StatusCode.ShouldBe(HttpStatusCode.Created, await created.Content.ReadAsStringAsync());
        row.ShouldNotBeNull().ShouldNotContain(password);
        row.ShouldNotContain(key);
    }

    [Fact]
    public async Task A_request_without_a_key_costs_no_statement_more()
    {
        var ann = await api.SignedInAsync();
        var draft = await ann.DraftAsync();
        await ann.StepAsync(draft.Id, "publish");

        var (plain, keyed) = (await StatementsAsync(() => ann.PostAsync($"/api/v1/posts/{draft.Id}/archive", null)),
            await StatementsAsync(() => ann.PostKeyedAsync($"/api/v1/posts/{draft.Id}/publish", null, NewKey())));

        plain.ShouldNotContain(s => s.Contains("idempotency_keys") || s.Contains("advisory"));
        keyed.Count.ShouldBe(plain.Count + 3, string.Join('\n', keyed));
    }

    private static string NewKey() => Guid.NewGuid().ToString();

    private static async Task<IReadOnlyList<string>> StatementsAsync(Func<Task<HttpResponseMessage>> send)
    {
        using var statements = StatementCounter.Start();
        (await send()).StatusCode.ShouldBe(HttpStatusCode.OK);
        return statements.Statements;
    }

    private Task<long> PostsOfAsync(TestClient author) =>
        api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.posts WHERE author_id = $1", author.UserId);
}
